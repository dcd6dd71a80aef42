import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_EDGES_MS } from '../../ports/router.ts';
import { monitorDeclaration } from './declaration.ts';
import { judgeSettings } from './settings.ts';

const read = (text: object) => judgeSettings(monitorDeclaration.settings.parse({ of: 'production', ...text }), 'live');

test('what the document leaves out, the judge decides', () => {
  expect(read({})).toEqual({
    forMs: 300_000,
    atMostMs: 3_600_000,
    warmUpMs: 60_000,
    baseline: 'live',
    latency: { edgesMs: LATENCY_EDGES_MS },
  });
});

test('margins of errors are points, margins of latency are shares', () => {
  const guard = { errors: { margin: '0.1 points' }, latency: { p50: '+10 %', p99: '20%' } };
  expect(read({ guard, phi: 2, for: '90s' })).toMatchObject({
    forMs: 90_000,
    phi: 2,
    errors: { marginPoints: 0.1 },
    latency: { edgesMs: LATENCY_EDGES_MS, p50: 0.1, p99: 0.2 },
  });
});

test('a slowdown that nobody notices has a length', () => {
  expect(read({ guard: { latency: { tolerate: '2ms' } } }).latency).toEqual({
    edgesMs: LATENCY_EDGES_MS,
    toleratedMs: 2,
  });
});

test('each guard goes off by itself; latency as a whole only with both', () => {
  expect(read({ guard: { errors: { margin: 'off' } } })).toMatchObject({ errors: 'off' });
  expect(read({ guard: { latency: { p50: 'off' } } }).latency).toEqual({ edgesMs: LATENCY_EDGES_MS, p50: 'off' });
  expect(read({ guard: { latency: { p50: 'off', p99: '+5 %' } } }).latency).toMatchObject({ p50: 'off', p99: 0.05 });
  expect(read({ guard: { latency: { p50: 'off', p99: 'off' } } }).latency).toBe('off');
});

test('every margin above nothing is read as its number, all others are refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (hundredths) => {
      const guard = { errors: { margin: `${hundredths / 100} points` } };
      expect(read({ guard }).errors).toEqual({ marginPoints: hundredths / 100 });
    }),
  );
  for (const margin of ['0', '0 %', '-1 %', 'none', '', '1 ms'])
    expect(() => read({ guard: { latency: { p50: margin } } }), margin).toThrow('margin');
});

test('a first release has no baseline', () => {
  const settings = monitorDeclaration.settings.parse({ of: 'production' });
  expect(judgeSettings(settings, 'none').baseline).toBe('none');
});
