import { expect, test } from '@jest/globals';
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts';

test('RFC 8785 3.2.2: numbers, literals and escapes of text are as the RFC says', () => {
  const given = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as unknown;
  expect(canonicalJson(given)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test('RFC 8785 3.2.3: members are sorted by their UTF-16 code units, numbers among them, at every depth', () => {
  const given = JSON.parse(String.raw`{
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  }`) as object;
  const names = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  const text = (value: string) => JSON.stringify(value);
  const sorted = names.map((name) => `${text(name)}:${text((given as Record<string, string>)[name] ?? '')}`);
  expect(canonicalJson(given)).toBe(`{${sorted.join(',')}}`);
  expect(canonicalJson([{ b: { d: 1, c: 2 }, a: [] }])).toBe('[{"a":[],"b":{"c":2,"d":1}}]');
});

test('a member that is not there is in no text', () => {
  expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
});
