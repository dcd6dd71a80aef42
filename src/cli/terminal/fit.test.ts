import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, fit, fitRight, widthOf } from './fit.ts';

test('an emoji takes two columns, and is never cut in half', () => {
  expect(widthOf('🔍 Lint')).toBe(7);
  expect(cut('👩‍🚀👩‍🚀👩‍🚀', 5)).toBe('👩‍🚀👩‍🚀…');
  expect(cut('👩‍🚀👩‍🚀👩‍🚀', 4)).toBe('👩‍🚀…');
  expect(fit('🐳', 4)).toBe('🐳  ');
  expect(fitRight('1.2 s', 7)).toBe('  1.2 s');
});

test('what is fitted is as wide as it should be', () => {
  const text = fc.array(fc.constantFrom('a', 'ü', '漢', '🚀', '👩‍🚀', '☁️', ' ')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(30), (given, columns) => {
      expect(widthOf(fit(given, columns))).toBe(columns);
      expect(widthOf(fitRight(given, columns))).toBe(columns);
      expect(widthOf(cut(given, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
