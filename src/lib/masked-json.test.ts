import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedJson, maskedText } from './masked-json.ts';

const SECRET = 'correct horse "battery" staple';

test('a secret is masked wherever it stands: in texts, keys, lists, encoded or as a number', () => {
  const value = { [`x${SECRET}`]: [SECRET, { deep: `a ${encodeURIComponent(SECRET)} b` }], n: 12345678, other: 'kept' };
  const text = JSON.stringify(maskedJson([SECRET, '12345678'], value));
  expect(text).not.toContain('horse');
  expect(text).not.toContain('12345678');
  expect(text).toContain('kept');
});

test('whatever holds no secret stays as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(maskedJson(['\u{10FFFF}never'], value)).toEqual(value);
    }),
  );
  expect(maskedText([], 'anything')).toBe('anything');
});
