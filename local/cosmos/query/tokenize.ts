import { CosmosError, unsupported } from '../cosmosError.ts';

export interface Token {
  readonly kind: 'name' | 'parameter' | 'string' | 'number' | 'sign' | 'end';
  /** As written; of a string: what it says. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s*(?:(?<name>[A-Za-z_]\w*)|(?<parameter>@\w+)|(?<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<sign><=|>=|!=|<>|[=<>()[\]{},.:*])|(?<end>$))/suy;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw unsupported(`The query text from ${JSON.stringify(text.slice(from, from + 20).trim())}`);
    const groups = Object.entries<string | undefined>(match.groups ?? {});
    const [kind, raw] = groups.find(([, found]) => found !== undefined) as [Token['kind'], string];
    const end = pattern.lastIndex;
    tokens.push({ kind, text: kind === 'string' ? unquote(raw) : raw, start: end - raw.length, end });
    if (kind === 'end') return tokens;
  }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unquote(raw: string): string {
  return raw.slice(1, -1).replace(/\\(u[\dA-Fa-f]{4}|.)/gsu, (_, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(parseInt(escaped.slice(1), 16));
    if (/[\w]/.test(escaped) && !(escaped in escapes))
      throw new CosmosError(400, `The escape \\${escaped} is unknown.`);
    return escapes[escaped] ?? escaped;
  });
}
