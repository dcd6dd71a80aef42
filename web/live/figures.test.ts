import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../src/lib/json.ts';
import { blocksOf, sayName, sayValue } from './figures.ts';

test('canary and baseline are compared, evidence is measured, time is spanned, the rest are facts', () => {
  const figures: Json = {
    sentence: 'The canary failed 2 of 90 requests.',
    canary: { requests: 90, errors: 2, rate: 0.0222 },
    baseline: { requests: 1_710, errors: 0, rate: null },
    weight: 5,
    evidence: {
      harm: { log: Math.log(10), boundary: Math.log(1_000), alpha: 0.001 },
      healthy: { log: 9, boundary: 3, beta: 0.05 },
    },
    elapsedMs: 3_000,
    forMs: 5_000,
    settings: { phi: 3 },
  };
  expect(blocksOf(figures)).toEqual([
    { form: 'sentence', text: 'The canary failed 2 of 90 requests.' },
    { form: 'span', elapsedMs: 3_000, leastMs: 5_000, mostMs: undefined },
    {
      form: 'meter',
      label: 'evidence: harm',
      value: expect.closeTo(10),
      threshold: expect.closeTo(1_000),
      part: expect.closeTo(1 / 3),
    },
    { form: 'meter', label: 'evidence: healthy', value: expect.any(Number), threshold: expect.any(Number), part: 1 },
    {
      form: 'comparison',
      columns: ['canary', 'baseline'],
      rows: [
        { label: 'requests', cells: ['90', '1,710'] },
        { label: 'errors', cells: ['2', '0'] },
        { label: 'rate', cells: ['2.22 %', '–'] },
      ],
    },
    { form: 'facts', facts: [{ label: 'weight', text: '5 %' }] },
    { form: 'group', label: 'settings', blocks: [{ form: 'facts', facts: [{ label: 'phi', text: '3' }] }] },
  ]);
});

test('a list of records is a table, a long list of texts is a list, deeper records are groups by name', () => {
  expect(
    blocksOf({
      commits: [{ id: 'a'.repeat(40), author: 'ada' }, { id: 'b'.repeat(40) }],
      paths: ['1', '2', '3', '4'],
      metrics: [{ metric: 'errors', samples: { canary: 3 } }],
    }),
  ).toEqual([
    {
      form: 'table',
      label: 'commits',
      columns: ['id', 'author'],
      rows: [
        ['aaaaaaa', 'ada'],
        ['bbbbbbb', ''],
      ],
      more: 0,
    },
    {
      form: 'group',
      label: 'metrics',
      blocks: [
        {
          form: 'group',
          label: 'errors',
          blocks: [
            { form: 'group', label: 'samples', blocks: [{ form: 'facts', facts: [{ label: 'canary', text: '3' }] }] },
          ],
        },
      ],
    },
    { form: 'list', label: 'paths (4)', items: ['1', '2', '3', '4'], more: 0 },
  ]);
});

test('a name says the unit', () => {
  expect(sayName('requestsPerSecond')).toBe('requests per second');
  expect(sayValue('startedAt', 1_764_000_000_000)).toBe('2025-11-24 16:00:00 UTC');
  expect(sayValue('elapsedMs', 250)).toBe('250 ms');
  expect(sayValue('p95', 112.44)).toBe('112 ms');
  expect(sayValue('error-rate', 0.5)).toBe('0.5 %');
  expect(sayValue('bytes', 4_200_000)).toBe('4.2 MB');
  expect(sayValue('digest', `sha256:${'ab'.repeat(32)}`)).toBe('sha256:abababababab');
});

test('whatever a step kind gives, every text of it is somewhere to be read', () => {
  const text = fc.stringMatching(/^[a-zäöü ]{1,8}$/).map((letters) => `«${letters}»`);
  const value = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 5 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('json'), { maxKeys: 5 }),
    ),
  })).json;
  fc.assert(
    fc.property(value, (figures) => {
      const shown = JSON.stringify(blocksOf(structuredClone(figures)));
      for (const each of textsIn(figures)) expect(shown).toContain(JSON.stringify(each).slice(1, -1));
    }),
  );
});

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
