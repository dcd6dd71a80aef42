import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from './clean-text.ts';

test.each([
  ['colours', '\x1b[31mred\x1b[0m', 'red'],
  ['cursor moves', 'safe\x1b[2J\x1b[1;1Hfaked', 'safefaked'],
  ['a window title', '\x1b]0;you are hacked\x07text', 'text'],
  ['a link', '\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\', 'click'],
  ['eight-bit orders', '\x9b2Jtext\x9d0;title\x9c', 'text'],
  ['line breaks', 'one\r\ntwo\tthree', 'one two three'],
  ['reversed reading', 'exe\u202egnp.txt', 'exegnp.txt'],
  ['emoji stay', '👩‍🚀 ü 漢', '👩‍🚀 ü 漢'],
])('%s', (_, given, clean) => expect(cleanText(given)).toBe(clean));

test('nothing that a terminal obeys comes through', () => {
  fc.assert(
    fc.property(hostileText(), (text) => {
      expect(cleanText(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    }),
  );
});

function hostileText() {
  const part = fc.oneof(
    fc.nat(0x2_fff).map((code) => String.fromCodePoint(code)),
    fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x9b', '\x07', '\x1b\\', '31m', '2J', '\r', '\n'),
  );
  return fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
}
