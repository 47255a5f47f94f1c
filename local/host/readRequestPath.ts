import { decodePercentEscapes } from './decodePercentEscapes.ts';

/** The path of a request as routing sees it, and as it stands in `request.url`. */
export interface RequestPath {
  /** Decoded, without `.` and `..`; an escaped slash stays `%2F`, malformed escapes stay as they are. */
  readonly decoded: string;
  /** The decoded path, escaped again. */
  readonly escaped: string;
}

/** Reads the path of a request target as Kestrel does. Undefined where it has an escaped NUL: Kestrel answers 400. */
export function readRequestPath(raw: string): RequestPath | undefined {
  const unescaped = decodePercentEscapes(raw, '/');
  if (unescaped.includes('\0')) return undefined;
  const decoded = removeDotSegments(unescaped);
  return { decoded, escaped: escapePath(decoded) };
}

function removeDotSegments(path: string): string {
  if (!/\/\.{1,2}(?:\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (index === segments.length - 1 && /^\.{1,2}$/.test(segment)) kept.push('');
  }
  return '/' + kept.join('/');
}

/** Escapes all that may not stand in a path, and every `%` that begins no escape. */
function escapePath(path: string): string {
  return path.replace(/%(?![\da-f]{2})|[^%\w.~!$&'()*+,;=:@/-]+/gi, (text) => encodeURIComponent(text.toWellFormed()));
}
