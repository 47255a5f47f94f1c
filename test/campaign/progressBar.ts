const width = 30;

/** Shows on standard error how far a campaign is: one line that changes on a terminal, a line for each twentieth elsewhere. */
export function progressBar(of: number, what: string) {
  const begun = Date.now();
  let shown = -1;
  return (done: number, note = '') => {
    const { stderr } = process;
    const share = done / of;
    const twentieth = Math.floor(share * 20);
    if (!stderr.isTTY && twentieth === shown) return;
    shown = twentieth;
    const bar = '#'.repeat(Math.round(share * width)).padEnd(width, '.');
    const left = done === 0 ? '?' : String(Math.round((((Date.now() - begun) / done) * (of - done)) / 1000));
    const line = `[${bar}] ${done}/${of} ${what}, ${left} s left ${note}`;
    stderr.write(stderr.isTTY ? `\r${line}\u001b[K${done === of ? '\n' : ''}` : `${line}\n`);
  };
}
