import { openGate } from './openGate.ts';
import type { ProductParts } from './world.ts';

/** A door before the directory (Microsoft Graph): while it is shut, every question is answered 500. */
export async function openDirectoryDoor() {
  let directory = '';
  const gate = await openGate(() => directory);
  return {
    swap: (parts: ProductParts): ProductParts => {
      directory = parts.environment['GRAPH_ENDPOINT'] ?? '';
      return { ...parts, environment: { ...parts.environment, GRAPH_ENDPOINT: gate.origin } };
    },
    /** Nobody gets through while this is done. */
    whileShut: <Result>(act: () => Promise<Result>): Promise<Result> => gate.whileAnswering({ status: 500 }, act),
    close: () => gate.close(),
  };
}
