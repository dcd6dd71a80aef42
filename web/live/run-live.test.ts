import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runAfter, unknownRun, type RunNews } from './run-live.ts';
import { runView } from './testing.ts';

const told = (version: number): RunNews => ({ type: 'change', change: { type: 'run', run: runView({ version }) } });

test('the newest state wins, however news are repeated and reordered', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (versions) => {
      const live = versions.map(told).reduce(runAfter, unknownRun);
      expect(live.run?.version).toBe(Math.max(...versions));
    }),
  );
});

test('a lost connection keeps what is known and says so; the present state closes the gap', () => {
  const known = [{ type: 'link', link: { state: 'open' } } as const, told(3)].reduce(runAfter, unknownRun);
  const lost = runAfter(known, { type: 'link', link: { state: 'lost', failures: 1 } });
  expect(lost).toEqual({ link: 'lost', run: known.run });
  const back = [{ type: 'link', link: { state: 'open' } } as const, told(9)].reduce(runAfter, lost);
  expect(back).toMatchObject({ link: 'open', run: { version: 9 } });
});

test('a state that is told again changes nothing at all', () => {
  const live = runAfter(unknownRun, told(2));
  expect(runAfter(live, told(2))).toBe(live);
});

test('the answer to a button counts like anything told; another run does not', () => {
  const live = runAfter(unknownRun, told(2));
  expect(runAfter(live, { type: 'answer', run: runView({ version: 3 }) }).run?.version).toBe(3);
  const other: RunNews = { type: 'change', change: { type: 'run', run: runView({ id: 'shop-2', version: 9 }) } };
  expect(runAfter(live, other)).toBe(live);
});
