import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newMasterKey, readMasterKeys } from './master-keys.ts';
import { seal, unseal } from './seal.ts';

const [key] = readMasterKeys(newMasterKey());

test('what was sealed opens with the same key for the same place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
      expect(unseal(key, place, seal(key, place, text))).toBe(text);
    }),
  );
});

test('one bit that was changed, another place or another key opens nothing', () => {
  const sealed = Buffer.from(seal(key, 'shop', 'a secret'), 'base64');
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unseal(key, 'shop', changed.toString('base64'))).toBeUndefined();
    }),
  );
  expect(unseal(key, 'other', sealed.toString('base64'))).toBeUndefined();
  expect(unseal(readMasterKeys(newMasterKey())[0], 'shop', sealed.toString('base64'))).toBeUndefined();
  expect(unseal(key, 'shop', '')).toBeUndefined();
});

test('the same text is never sealed alike', () => {
  expect(seal(key, 'shop', 'same')).not.toBe(seal(key, 'shop', 'same'));
});

test.each(['', ' \n', 'short', `${newMasterKey()} nonsense`])('%j is no master key, and is not repeated', (text) => {
  expect(() => readMasterKeys(text)).toThrow("can't be used");
  if (text.trim() !== '') expect(() => readMasterKeys(text)).not.toThrow(text);
});
