import { expect, test } from 'vitest';
import { contextOf, earlier, ends } from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import { incident } from './incident.ts';

const EVIDENCE = { metric: 'errors', sentence: '4 % against 0.1 %', decision: 'anomaly', facts: { canary: 4 } };
const WATCH = earlier('WATCH', 'anomaly', {
  kind: 'monitor',
  way: 'failure',
  reason: 'errors rose',
  environment: 'production',
  evidence: [EVIDENCE],
});
const BACK = earlier('BACK', 'done', { kind: 'rollback', reason: 'production serves shop@old again, verified.' });

test('it holds the evidence of every failure, each with its step', async () => {
  const world = newWorld();
  const lint = earlier('LINT', 'fail', { way: 'failure', evidence: [{ ...EVIDENCE, metric: 'lint' }] });
  const passed = earlier('UNIT', 'pass', { evidence: [{ ...EVIDENCE, metric: 'never shown' }] });
  const steps = [lint, passed, WATCH, BACK];
  const end = ends(await incident.start(contextOf({ severity: 'critical' }, { world, earlier: steps })));
  expect(end).toMatchObject({ outcome: 'done', output: { incident: 'shop:shop-7' } });
  expect(world.callsOf('pager.open')).toEqual([
    [
      {
        key: 'shop:shop-7',
        project: 'shop',
        environment: 'production',
        runId: 'shop-7',
        severity: 'critical',
        title: 'shop-7: WATCH anomaly (Sell tea)',
        body: 'errors rose\nproduction serves shop@old again, verified.',
        evidence: [
          { ...EVIDENCE, metric: 'lint', node: 'LINT' },
          { ...EVIDENCE, node: 'WATCH' },
        ],
        link: 'http://here.test/runs/shop-7#WATCH',
      },
    ],
  ]);
});

test('a repeat joins the open one', async () => {
  const context = contextOf({ severity: 'error' } as const, { earlier: [WATCH] });
  expect(await incident.check(context)).toEqual(await incident.start(context));
  const keys = context.world.callsOf('pager.open').map(([opened]) => (opened as { key: string }).key);
  expect(new Set(keys).size).toBe(1);
});

test('without a failure before it, it still opens, and says where to look', async () => {
  const context = contextOf({ severity: 'info' } as const);
  ends(await incident.start(context));
  expect(context.world.callsOf('pager.open')[0]?.[0]).toMatchObject({
    environment: 'shop',
    title: 'shop-7: incident (Sell tea)',
    body: '',
    link: 'http://here.test/runs/shop-7#STEP',
  });
});
