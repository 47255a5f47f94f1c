import { emulatorKey } from '../cosmos/emulatorKey.ts';

/** An Azure Cosmos DB emulator or account in place of the stand-in. */
export interface Account {
  readonly endpoint: string;
  /** Without one it is asked as whoever is signed in to Azure on this machine. */
  readonly key: string | undefined;
}

/** Every emulator has the same key; an account's comes from the environment, as flags are seen by everybody on the machine. */
export function accountAt(endpoint: string, environment: Readonly<Record<string, string | undefined>>): Account {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname);
  return { endpoint, key: environment['COSMOS_KEY'] ?? (isLocal ? emulatorKey : undefined) };
}
