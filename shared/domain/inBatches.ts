/** Does this to slices of a list, several at once but never more than so many; the results in the order of the list. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  { size, atOnce }: { readonly size: number; readonly atOnce: number },
  act: (batch: readonly Item[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let taken = 0;
  const work = async () => {
    while (taken * size < items.length) {
      const at = taken++;
      results[at] = await act(items.slice(at * size, (at + 1) * size));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, Math.ceil(items.length / size)) }, work));
  return results;
}
