import { expect, test } from '@jest/globals';
import type { Directory } from '../../../shared/domain/directory.ts';
import type { Member } from '../../../shared/domain/member.ts';
import { memberPage } from '../../../shared/domain/memberPage.ts';

const members = ['b', 'a', 'd', 'c'].map((id): Member => ({ type: 'user', id }));
const directory: Pick<Directory, 'named'> = { named: (_, asked) => Promise.resolve([...asked]) };

const page = async (list: readonly Member[], after?: string) => {
  const context = { directory: directory as Directory, page: { top: 2, after } };
  const { rows, next } = await memberPage('tenant', list, context);
  return { ids: rows.map(({ id }) => id), next };
};

test('pages come in the order of adding', async () => {
  const first = await page(members);
  expect(first.ids).toEqual(['b', 'a']);
  const second = await page(members, first.next);
  expect(second).toEqual({ ids: ['d', 'c'], next: undefined });
});

test('nobody is left out when somebody before, or the last one shown, has gone meanwhile', async () => {
  const { next } = await page(members);
  expect((await page(members.slice(1), next)).ids).toEqual(['d', 'c']);
  expect(
    (
      await page(
        members.filter(({ id }) => id !== 'a'),
        next,
      )
    ).ids,
  ).toEqual(['d', 'c']);
});
