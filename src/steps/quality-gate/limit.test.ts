import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepsLimit, parseLimit } from './limit.ts';

const RELATIONS = ['<=', '>=', '<', '>', '='] as const;
const relation = fc.constantFrom(...RELATIONS);
const bound = fc.integer({ min: 0, max: 1_000_000 }).map((hundredths) => hundredths / 100);
const space = fc.constantFrom('', ' ', '  ');

test('a limit reads as it was written, however it is spaced', () => {
  fc.assert(
    fc.property(
      relation,
      bound,
      fc.constantFrom('', '%', 'ms', 'point', 'points'),
      space,
      space,
      (word, number, unit, a, b) => {
        expect(parseLimit(`${a}${word}${b}${number}${a}${unit}${b}`)).toEqual({ relation: word, bound: number, unit });
      },
    ),
  );
});

test('seconds are milliseconds', () => {
  fc.assert(
    fc.property(relation, fc.integer({ min: 0, max: 10_000 }), (word, seconds) => {
      expect(parseLimit(`${word} ${seconds} s`)).toEqual(parseLimit(`${word} ${seconds * 1_000} ms`));
    }),
  );
});

test('any other text is no limit, and none makes it fail', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseLimit(text)));
  for (const text of [
    '',
    '80',
    '80 %',
    '=> 80',
    '== 80',
    '>= -1',
    '>= 80 % ok',
    '<= 1e3',
    '<= 0x10',
    '>= 80 percent',
    '> .5',
  ])
    expect(parseLimit(text), text).toBeUndefined();
});

test('of any number, each relation says what arithmetic says', () => {
  fc.assert(
    fc.property(bound, bound, (value, limit) => {
      const keeps = (word: (typeof RELATIONS)[number]) => keepsLimit(value, { relation: word, bound: limit, unit: '' });
      expect(keeps('<=')).toBe(!keeps('>'));
      expect(keeps('>=')).toBe(!keeps('<'));
      expect(keeps('=')).toBe(keeps('<=') && keeps('>='));
      expect(keeps('<') || keeps('=') || keeps('>')).toBe(true);
    }),
  );
});

test('what is no number keeps no limit', () => {
  for (const word of RELATIONS) expect(keepsLimit(Number.NaN, { relation: word, bound: 0, unit: '' })).toBe(false);
});
