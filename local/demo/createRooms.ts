import type { Actor, Organisation, Stage } from './openStage.ts';

/** Has somebody make rooms of their organisation. @returns the id of each, by its name */
export async function createRooms<Name extends string>(
  { telling }: Stage,
  admin: Actor,
  { domain }: Organisation,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const ids = new Map<string, string>();
  for (const name of names) {
    const accountUpn = `${name.toLowerCase()}@${domain}`;
    const { body } = await admin.asks('POST', '/customer/rooms', {
      body: { name, site: 'Harbour House', country: 'DK', accountUpn },
      status: 201,
      short: () => name,
    });
    ids.set(name, String(body.id));
    telling.name(String(body.id), name);
  }
  return Object.fromEntries(ids) as Record<Name, string>;
}
