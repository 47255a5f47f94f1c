import type { Directory } from '../directory/openDirectory.ts';
import { demoPeople, operatorPeople } from './people.ts';

/** Puts the people into the directory, once: whom somebody has removed or changed since stays so. */
export async function seedPeople(directory: Directory, seed: 'demo' | 'operatorOnly'): Promise<void> {
  const sets = [['operator', operatorPeople] as const, ...(seed === 'demo' ? [['demo', demoPeople] as const] : [])];
  for (const [set, people] of sets) {
    if (directory.isSeeded(set)) continue;
    await Promise.all(people.map(({ about: _, ...user }) => directory.putUser(user)));
    await directory.markSeeded(set);
  }
}
