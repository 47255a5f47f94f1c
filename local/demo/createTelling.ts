/** Where the story goes: lines of text for whoever watches. */
export interface Telling {
  chapter(title: string): void;
  /** What happens, in a sentence. */
  says(sentence: string): void;
  /** A request and its answer, in short. */
  request(who: string, method: string, path: string, status: number, answer: string): void;
  /** A table; the first row is its head. */
  table(rows: readonly (readonly string[])[]): void;
  /** From now on an id is told as this name. */
  name(id: string, name: string): void;
}

const longestName = 'Operator'.length;
const codes = { bold: 1, dim: 2, green: 32, yellow: 33 } as const;

/** @param colour whether escape sequences may be written */
export function createTelling(write: (line: string) => void, { colour }: { colour: boolean }): Telling {
  const paint = (style: keyof typeof codes, text: string) =>
    colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
  const names = new Map<string, string>();
  const readable = (text: string) => [...names].reduce((told, [id, name]) => told.replaceAll(id, `{${name}}`), text);
  let chapters = 0;
  return {
    chapter: (title) => write(`\n${paint('bold', `${++chapters}. ${title}`)}\n`),
    says: (sentence) => write(`  ${sentence}`),
    request(who, method, path, status, answer) {
      const told = paint('dim', `${who.padEnd(longestName)}  ${method} ${readable(path)} ->`);
      write(`    ${told} ${paint(status < 400 ? 'green' : 'yellow', String(status))} ${readable(answer)}`.trimEnd());
    },
    table(rows) {
      const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
      for (const [index, row] of rows.entries()) {
        const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
        write(`  ${index === 0 ? paint('bold', line.trimEnd()) : line.trimEnd()}`);
      }
    },
    name: (id, name) => void names.set(id, name),
  };
}
