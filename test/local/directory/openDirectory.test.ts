import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDirectory, UserPrincipalNameTaken } from '../../../local/directory/openDirectory.ts';

const tenantId = 'c0000000-0000-4000-8000-000000000001';
const id = (n: number) => `d0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const user = (n: number, userPrincipalName = `u${n}@contoso.example`, memberOf: string[] = []) => ({
  tenantId,
  objectId: id(n),
  displayName: `User ${n}`,
  userPrincipalName,
  wids: [],
  roles: [],
  memberOf,
  kind: 'user' as const,
});
const group = (n: number) => ({
  tenantId,
  groupId: id(n),
  displayName: `Group ${n}`,
  securityEnabled: true,
  memberOf: [],
});

test('what was put is there after reopening, what was removed is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'directory-'));
  const file = join(folder, 'directory.jsonl');
  let directory = openDirectory({ file });
  for (let round = 0; round < 20; round++) await directory.putUser(user(1, `r${round}@contoso.example`, [id(11)]));
  await directory.putUser(user(2));
  await directory.putGroup(group(11));
  await directory.putGroup(group(12));
  await directory.removeUser(tenantId, id(2));
  await directory.removeGroup(tenantId, id(12));
  await directory.markSeeded('demo');
  await directory.close();
  for (let reopened = 0; reopened < 2; reopened++) {
    directory = openDirectory({ file });
    expect(directory.users(tenantId)).toEqual([user(1, 'r19@contoso.example', [id(11)])]);
    expect(directory.groups(tenantId)).toEqual([group(11)]);
    expect([directory.isSeeded('demo'), directory.isSeeded('other')]).toEqual([true, false]);
    await directory.close();
  }
  rmSync(folder, { recursive: true });
});

test('a user principal name has one holder, whatever its case, and is free again after a change', async () => {
  const directory = openDirectory({ file: undefined });
  await directory.putUser(user(1, 'Ada@contoso.example'));
  await expect(directory.putUser(user(2, 'ada@CONTOSO.example'))).rejects.toThrow(UserPrincipalNameTaken);
  await directory.putUser(user(1, 'ada.l@contoso.example'));
  await directory.putUser(user(2, 'ada@contoso.example'));
  expect(directory.userByPrincipalName('ADA@contoso.example')?.objectId).toBe(id(2));
});

test('a group that is not there gives nothing, and counts once it is', async () => {
  const directory = openDirectory({ file: undefined });
  await directory.putUser(user(1, undefined, [id(11)]));
  expect(directory.groupsOf(user(1, undefined, [id(11)]))).toEqual([]);
  await directory.putGroup(group(11));
  expect(directory.groupsOf(user(1, undefined, [id(11)]))).toEqual([group(11)]);
});
