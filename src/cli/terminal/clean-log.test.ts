import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogCleaner } from './clean-log.ts';

test.each([
  ['colours stay, and end with the log', true, '\x1b[1;31mred\n', '\x1b[1;31mred\n\x1b[0m'],
  ['colours go where none are wanted', false, '\x1b[31mred\x1b[0m\n', 'red\n'],
  ['whatever else a terminal obeys goes', true, 'a\x1b[2Jb\x1b]0;title\x07c\x1b(0d\x07\n', 'abcd\n'],
  ['a title that never ends costs its own line only', true, 'a\x1b]0;title\nb\n', 'a\nb\n'],
  ['of a progress bar the last state stays', true, '10 %\r50 %\r100 %\r\nnext\n', '100 %\nnext\n'],
  ['empty lines and tabs stay', true, '\n\n\tx\n', '\n\n\tx\n'],
])('%s', (_, colours, log, shown) => expect(cleaned([log], colours)).toBe(shown));

test('how a log is cut into chunks changes nothing', () => {
  const parts = fc.array(fc.constantFrom('a', ' ', '\n', '\r', '\x1b', '[', '31m', ']0;', '\x07', '2J', '🚀', '\x9b'), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(parts, fc.boolean(), (chunks, colours) => {
      expect(cleaned(chunks, colours)).toBe(cleaned([chunks.join('')], colours));
      expect(cleaned(chunks, colours).replace(/\x1b\[[\d;:]*m/g, '')).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});

test('a line without an end is not kept in memory', () => {
  const cleaner = createLogCleaner(true);
  const chunk = 'x'.repeat(40_000);
  expect(cleaner.push(chunk)).toBe('');
  expect(cleaner.push(chunk)).toBe(chunk + chunk);
});

function cleaned(chunks: readonly string[], colours: boolean): string {
  const cleaner = createLogCleaner(colours);
  return chunks.map((chunk) => cleaner.push(chunk)).join('') + cleaner.end();
}
