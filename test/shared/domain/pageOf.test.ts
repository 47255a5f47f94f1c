import { expect, test } from '@jest/globals';
import { pageOf } from '../../../shared/domain/pageOf.ts';

/** All pages, one after the other, of a list that may change between them. */
function walk(top: number, descending: boolean, rowsOfPage: (page: number) => string[]) {
  const pages: (readonly string[])[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = pageOf(rowsOfPage(pages.length), (row) => row, { top, after }, descending);
    pages.push(rows);
    after = next;
  } while (after !== undefined);
  return pages;
}

test.each([
  { top: 2, descending: false, pages: [['a', 'b'], ['c', 'd'], ['e']] },
  { top: 5, descending: false, pages: [['a', 'b', 'c', 'd', 'e']] },
  {
    top: 3,
    descending: true,
    pages: [
      ['e', 'd', 'c'],
      ['b', 'a'],
    ],
  },
])('pages of $top, descending $descending', ({ top, descending, pages }) => {
  expect(walk(top, descending, () => ['c', 'a', 'e', 'b', 'd'])).toEqual(pages);
});

test('an empty list is one empty page', () => {
  expect(walk(1, false, () => [])).toEqual([[]]);
});

test('a row that stays comes exactly once, though the last one shown goes and others come', () => {
  const lists = [
    ['a', 'c', 'e', 'g'],
    ['b', 'e', 'f', 'g'],
  ];
  expect(walk(2, false, (page) => lists[Math.min(page, 1)] ?? []).flat()).toEqual(['a', 'c', 'e', 'f', 'g']);
});
