import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask, MASK } from './mask.ts';

test('a secret is replaced, wherever the chunks are cut', () => {
  const text = 'token=hunter2-long and again hunter2-long.';
  for (let cut = 0; cut <= text.length; cut++) {
    const mask = createMask(['hunter2-long']);
    const out = mask.push(text.slice(0, cut)) + mask.push(text.slice(cut)) + mask.end();
    expect(out).toBe(`token=${MASK} and again ${MASK}.`);
  }
});

test('any text cut into any chunks comes out as it does in one piece, without the secrets', () => {
  const alphabet = fc.constantFrom('a', 'b', 'c');
  const word = (least: number, most: number) =>
    fc.array(alphabet, { minLength: least, maxLength: most }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(fc.array(word(3, 5), { minLength: 1, maxLength: 3 }), fc.array(word(0, 6)), (secrets, chunks) => {
      const whole = createMask(secrets);
      const once = whole.push(chunks.join('')) + whole.end();
      const streamed = createMask(secrets);
      const parts = chunks.map((chunk) => streamed.push(chunk)).join('') + streamed.end();
      expect(parts).toBe(once);
      for (const secret of secrets) expect(parts).not.toContain(secret);
    }),
  );
});

test('text without secrets passes unchanged and is not held back', () => {
  const mask = createMask(['zzz-secret']);
  expect(mask.push('Listening on port 80\n')).toBe('Listening on port 80\n');
  expect(mask.end()).toBe('');
  expect(createMask([]).push('as it is')).toBe('as it is');
});

test('the end of a chunk waits while it may begin a secret, and comes when it does not', () => {
  const mask = createMask(['secret']);
  expect(mask.push('a sec')).toBe('a ');
  expect(mask.push('ond')).toBe('second');
  expect(mask.push('sec')).toBe('');
  expect(mask.end()).toBe('sec');
});

test('a longer secret that begins like a shorter one is masked whole', () => {
  const mask = createMask(['abc', 'abcdef']);
  expect(mask.push('x abc') + mask.push('def y') + mask.end()).toBe(`x ${MASK} y`);
});

test('overlapping secrets leave nothing of either', () => {
  const mask = createMask(['xab', 'abc']);
  expect(mask.push('>xabc<') + mask.end()).toBe(`>${MASK}<`);
});

test.each([0, 1, 2])('base64 of a text that holds the secret after %i other bytes is masked', (before) => {
  const secret = 'correct horse battery';
  const encoded = Buffer.from('u:p'.slice(0, before) + secret + ':tail').toString('base64');
  const mask = createMask([secret]);
  const out = mask.push(encoded) + mask.end();
  expect(out).toContain(MASK);
  expect(Buffer.from(out.replace(MASK, ''), 'base64').toString()).not.toContain('horse');
});

test('URL-encoded, form-encoded and JSON-escaped forms are masked', () => {
  const secret = 'p@ss word/"ü"';
  const forms = [encodeURIComponent(secret), new URLSearchParams({ s: secret }).get('s') ?? '', JSON.stringify(secret)];
  for (const form of forms) {
    const mask = createMask([secret]);
    expect(mask.push(form) + mask.end()).toContain(MASK);
  }
});

test('the long lines of a many-line secret are masked on their own', () => {
  const mask = createMask(['-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----']);
  expect(mask.push('found MIIEvQIBADANBgkq here') + mask.end()).toBe(`found ${MASK} here`);
});
