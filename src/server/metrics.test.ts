import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerStep } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { until } from '../../test/support/programs.ts';
import { isWithoutPrometheus, startPrometheus, type PrometheusForTests } from '../../test/support/prometheus.ts';
import { serverOn } from '../../test/support/services.ts';
import { NOW } from '../../test/support/step-context.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { createServer } from './server.ts';

const given = storeForFile();
const DOCUMENT = documentOf(sketchDelivery({ BUILD: {}, WATCH: {} }, ['BUILD -> WATCH']));
const LETTER = { medium: 'slack', recipient: '#ci', key: '1', conversation: 'shop-1', message: { say: 'hello' } };

let server: ReturnType<typeof serverOn>;
beforeAll(async () => {
  const { store } = given;
  server = serverOn(store, freshDirectory(), DOCUMENT);
  const { id } = await store.createRun(pushOf('shop'), DOCUMENT, NOW - 60_000);
  const ended = { kind: 'ended', outcome: 'pass' } as const;
  await answerStep(store, id, 'BUILD', ended, NOW - 30_000);
  await answerStep(store, id, 'WATCH', { ...ended, output: { judgement: 'runs/1.json' } }, NOW - 10_000);
  await store.createRun(pushOf('shop'), DOCUMENT, NOW);
  await store.addToOutbox([LETTER], NOW);
});

test('it tells runs, steps, verdicts, the queue and letters', async () => {
  const answer = await server.get('/metrics');
  expect(answer.headers.get('content-type')).toContain('version=0.0.4');
  const text = await answer.text();
  for (const line of [
    'shipchart_runs{project="shop",phase="ended",ending="checked"} 1',
    'shipchart_runs{project="shop",phase="running",ending=""} 1',
    'shipchart_steps_last_day{project="shop",step="BUILD",outcome="pass"} 1',
    'shipchart_step_seconds_last_day{project="shop",step="WATCH",outcome="pass",quantile="0.95"} 20',
    'shipchart_verdicts_last_day{project="shop",verdict="pass"} 1',
    'shipchart_jobs{state="dead"} 0',
    'shipchart_letters{medium="slack",state="waiting"} 1',
  ])
    expect(text.split('\n')).toContain(line);
});

test('a token that nobody has reads nothing', async () => {
  expect((await server.get('/metrics', { authorization: 'Bearer old' })).status).toBe(401);
});

describe.skipIf(isWithoutPrometheus())('on a real Prometheus that scraped a real server', async () => {
  const dashboard = JSON.parse(await readFile('docs/grafana-dashboard.json', 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const panels = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));
  let prometheus: PrometheusForTests;
  let listening: ReturnType<typeof serve>;
  beforeAll(async () => {
    listening = serve({ fetch: createServer(server.services).fetch, hostname: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    prometheus = await startPrometheus([`127.0.0.1:${(listening.address() as AddressInfo).port}`]);
  });
  afterAll(async () => {
    await prometheus.stop();
    await new Promise((resolve) => listening.close(resolve));
  });

  test.each(panels)('the panel “%s” has an answer', async (_, expr) => {
    // Grafana puts the range in.
    const query = new URLSearchParams({ query: expr.replaceAll('$__range', '1h') });
    const found = await until('an answer', async () => {
      const answer = await fetch(`${prometheus.address}/api/v1/query?${query}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.length > 0 ? data.result : undefined;
    });
    for (const { value } of found) expect(Number(value[1])).not.toBeNaN();
  });

  test('a metric that is not there has none', async () => {
    const answer = await fetch(`${prometheus.address}/api/v1/query?query=shipchart_nothing`);
    expect(await answer.json()).toMatchObject({ data: { result: [] } });
  });
});
