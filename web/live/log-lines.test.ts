import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from './ansi.ts';
import { emptyLog, grown, KEPT_LINES, lineCount } from './log-lines.ts';

test('a log is the same however its text was cut', () => {
  const letters = fc.constantFrom('a', 'b', '\n', '\x1b[31m', '\x1b[0m', '\r');
  fc.assert(
    fc.property(fc.array(letters), fc.array(fc.nat(40)), (parts, cuts) => {
      const text = parts.join('');
      const places = [...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
      const chunks = places.map((place, index) => text.slice(places[index - 1] ?? 0, place));
      expect(chunks.reduce(grown, emptyLog).lines).toEqual(grown(emptyLog, text).lines);
    }),
  );
});

test('a colour that is switched on stays on for the lines after it', () => {
  const { lines } = grown(emptyLog, '\x1b[31mred\nstill red\x1b[0m\nplain\n');
  expect(lines.map((line) => line.begin)).toEqual([{}, { colour: 1 }, {}, {}]);
});

test('an open last line is one line, an empty one is none', () => {
  expect(lineCount(emptyLog)).toBe(0);
  expect(lineCount(grown(emptyLog, 'a\nb'))).toBe(2);
  expect(lineCount(grown(emptyLog, 'a\nb\n'))).toBe(2);
});

test('of an endless log the newest lines are kept and the others counted', () => {
  const log = grown(grown(emptyLog, 'first\n'.repeat(1_000)), 'last\n'.repeat(KEPT_LINES));
  expect(log.lines.length).toBe(KEPT_LINES);
  expect(log.dropped).toBe(1_001);
  expect(log.lines[0]?.text).toBe('last');
});

test('a line that never ends stays one line, of which the beginning is kept', () => {
  const log = grown(grown(emptyLog, 'x'.repeat(250_000)), 'x\nnext');
  expect(log.lines.map((line) => line.text.length)).toEqual([100_000, 4]);
});

test('all 16 colours, the 256 and the true ones, and what a terminal would overwrite', () => {
  const looks = (line: string) => piecesOf(line, {}).pieces;
  expect(looks('\x1b[1;92mok\x1b[22m!')).toEqual([
    { text: 'ok', look: { bold: true, colour: 10 } },
    { text: '!', look: { colour: 10 } },
  ]);
  expect(looks('\x1b[38;5;196ma\x1b[48;2;1;2;3mb')).toEqual([
    { text: 'a', look: { colour: 'rgb(255 0 0)' } },
    { text: 'b', look: { colour: 'rgb(255 0 0)', background: 'rgb(1 2 3)' } },
  ]);
  expect(looks(' 10 %\r 90 %\r100 %\r')).toEqual([{ text: '100 %', look: {} }]);
});

test('escapes that are no colours vanish without a trace, markup stays text', () => {
  const { pieces } = piecesOf('\x1b]0;title\x07\x1b[2K\x1b[1A<img src=x onerror=alert(1)>\x07\x00', {});
  expect(pieces).toEqual([{ text: '<img src=x onerror=alert(1)>', look: {} }]);
});

test('text without control characters comes through as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
      fc.pre(!/[\x00-\x1f\x7f]/.test(text));
      expect(
        piecesOf(text, {})
          .pieces.map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
