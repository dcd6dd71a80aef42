import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadMermaid } from '../../test/support/mermaid.ts';
import { sampleDelivery } from '../../test/support/deliveries.ts';
import type { Delivery } from './delivery.ts';
import { markedChart } from './marked-chart.ts';
import { parseChart } from './parse.ts';
import { rehearse } from './rehearse.ts';

const ORACLE = new URL('../../../shared/oracle/mermaid-flowcharts.json', import.meta.url);
const oracle = existsSync(ORACLE);
if (!oracle)
  console.warn('SKIPPED: ../shared/oracle/mermaid-flowcharts.json is not here, so only one chart is marked.');

/** Mermaid takes its time: one of so many is looked at. */
const SHARE = Number(process.env['CHART_SHARE'] ?? 8);

test("a rehearsed path on the sample's chart is the same chart to Mermaid itself, in colour", async () => {
  const text = /```mermaid\n([\s\S]*?)\n```/.exec(
    readFileSync(new URL('../../sample/DELIVERY.md', import.meta.url), 'utf8'),
  )?.[1];
  const delivery = sampleDelivery();
  const rehearsed = rehearse(delivery, { MONITOR: ['anomaly'] }, 'first');
  if ('mistakes' in rehearsed || !rehearsed.endings[0] || text === undefined) throw new Error('nothing to mark');
  const marked = markedChart(text, delivery, rehearsed.endings[0]);
  const mermaid = await loadMermaid();
  expect(await mermaid(marked)).toEqual(await mermaid(text));
  expect(marked).toMatch(/style MONITOR fill:#cf222e/);
  expect(marked).toMatch(/style ROLLBACK_PROD fill:#1a7f37/);
  expect(marked).toMatch(/style FULL_ROLLOUT fill:#eaeef2/);
  // 29 is the edge to the full rollout, 28 that of the anomaly.
  expect(marked).toMatch(/linkStyle [\d,]*,28,30,33 /);
});

test.skipIf(!oracle)(
  "charts of Mermaid's own test-suite stay the charts they are when they are marked",
  async () => {
    const mermaid = await loadMermaid();
    const cases = JSON.parse(readFileSync(ORACLE, 'utf8')) as { source: string; accepted: boolean }[];
    let marked = 0;
    for (const [at, { source, accepted }] of cases.entries()) {
      if (at % SHARE !== 0) continue;
      const parsed = parseChart(source);
      if (!accepted || !('chart' in parsed)) continue;
      const { chart } = parsed;
      const text = markedChart(
        source,
        { chart, steps: Object.create(null) as Delivery['steps'] } as unknown as Delivery,
        {
          ending: 'failed',
          reason: '',
          walk: chart.nodes.map(({ id }) => ({ node: id, outcome: 'pass', visit: 1 })),
          edges: chart.edges.map(({ id }) => id),
          told: [],
        },
      );
      marked += 1;
      expect(await mermaid(text), text).toEqual(await mermaid(source));
    }
    expect(marked).toBeGreaterThan(500 / SHARE);
  },
  60_000,
);
