/** Decodes percent escapes of UTF-8. Those of `kept` and those that are malformed stay as they are; nothing throws. */
export function decodePercentEscapes(text: string, kept = ''): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    let decoded = '';
    for (let at = 0; at < run.length;) {
      const one = run.slice(at, at + 3);
      const whole = run.slice(at, at + 3 * utf8Length(parseInt(one.slice(1), 16)));
      const character = tryDecode(whole);
      decoded += character === undefined || character === kept ? one : character;
      at += character === undefined ? 3 : whole.length;
    }
    return decoded;
  });
}

function utf8Length(firstByte: number): number {
  return firstByte < 0x80 ? 1 : firstByte < 0xe0 ? 2 : firstByte < 0xf0 ? 3 : 4;
}

function tryDecode(escapes: string): string | undefined {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return undefined;
  }
}
