import type { Partition, Stored } from '../store.ts';
import { Settings, settingsDocumentId } from './settings.ts';

/** The settings of a customer; every registered tenant has some. */
export async function storedSettings(customer: Partition): Promise<Stored<Settings>> {
  const settings = await customer.read(Settings, settingsDocumentId);
  if (!settings) throw new Error('A registered tenant has settings.');
  return settings;
}
