import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { OpenAPIBackend } from 'openapi-backend';
import { afterEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../ports/notifier.ts';
import type { Incident } from '../../ports/pager.ts';
import { createPagerDuty } from './medium.ts';
import { triggerOf } from './event.ts';

const SPECIFICATION = fileURLToPath(new URL('../../../../shared/oracle/pagerduty-events-v2.json', import.meta.url));
const KEY = 'k'.repeat(32);

const INCIDENT: Incident = {
  key: 'shop:shop-7',
  project: 'shop',
  environment: 'production',
  runId: 'shop-7',
  severity: 'critical',
  title: 'shop-7: MONITOR anomaly (Sell tea)',
  body: 'errors rose',
  evidence: [{ metric: 'errors', canary: 4 }],
  link: 'http://here.test/runs/shop-7#MONITOR',
};

const NOTICE: Notice = {
  key: 'shop-7:production:live',
  project: 'shop',
  runId: 'shop-7',
  to: [],
  tone: 'good',
  title: 'shop@1a2b3c4 has all traffic of production',
  body: '',
  link: 'http://here.test/runs/shop-7',
};

let server: Server | undefined;
afterEach(() => server?.close());

describe.skipIf(!existsSync(SPECIFICATION))(
  "against PagerDuty's own description of Events v2 (in ../shared/oracle)",
  () => {
    test('a trigger is what it asks for, with our key as its dedup_key', async () => {
      const taken: unknown[] = [];
      const address = await pagerDuty(taken);
      const medium = createPagerDuty({ routingKey: async () => KEY, address });
      const given = await medium.deliver(letter(INCIDENT), AbortSignal.timeout(5_000));
      expect(given).toEqual({ dedupKey: 'shop:shop-7' });
      expect(taken).toMatchObject([
        {
          routing_key: KEY,
          event_action: 'trigger',
          dedup_key: 'shop:shop-7',
          payload: { summary: INCIDENT.title, severity: 'critical', source: 'shop/production' },
          links: [{ href: INCIDENT.link }],
        },
      ]);
    });

    test('an acknowledgement and an end are of the same key', async () => {
      const taken: unknown[] = [];
      const address = await pagerDuty(taken);
      const medium = createPagerDuty({ routingKey: async () => KEY, address });
      for (const move of ['acknowledged', 'resolved'] as const) {
        const message = { type: 'incident-moved' as const, incident: INCIDENT.key, move, notice: NOTICE };
        await medium.deliver({ key: move, recipient: 'on-call', message }, AbortSignal.timeout(5_000));
      }
      expect(taken).toEqual([
        { routing_key: KEY, event_action: 'acknowledge', dedup_key: 'shop:shop-7' },
        { routing_key: KEY, event_action: 'resolve', dedup_key: 'shop:shop-7' },
      ]);
    });

    test('a rollout is a change, which wakes nobody', async () => {
      const taken: unknown[] = [];
      const address = await pagerDuty(taken);
      const medium = createPagerDuty({ routingKey: async () => KEY, address });
      const rollout = { environment: 'production', release: 'shop@1a2b3c4', commit: '1a2b3c4d', at: 1_700_000_000_000 };
      const message = { type: 'rolled-out' as const, rollout, notice: NOTICE };
      await medium.deliver({ key: 'k', recipient: 'on-call', message }, AbortSignal.timeout(5_000));
      expect(taken).toEqual([
        {
          routing_key: KEY,
          links: [{ href: NOTICE.link, text: expect.stringContaining('shop-7') as string }],
          payload: {
            summary: NOTICE.title,
            timestamp: '2023-11-14T22:13:20.000Z',
            source: 'shop/production',
            custom_details: { run: 'shop-7', release: 'shop@1a2b3c4', commit: '1a2b3c4d' },
          },
        },
      ]);
    });

    test('what it refuses is refused for good, with what it said', async () => {
      const address = await pagerDuty([]);
      const medium = createPagerDuty({ routingKey: async () => KEY, address });
      const wrong = { ...INCIDENT, severity: 'terrible' as 'critical' };
      await expect(medium.deliver(letter(wrong), AbortSignal.timeout(5_000))).rejects.toMatchObject({
        code: 'pagerduty-refused',
        retry: false,
        message: expect.stringContaining('400'),
      });
    });
  },
);

test.each([
  [429, true, 30_000],
  [500, true, undefined],
  [503, true, undefined],
  [400, false, undefined],
  [403, false, undefined],
])('an answer of %s is tried again: %s', async (status, retry, retryAfterMs) => {
  const medium = createPagerDuty({ routingKey: async () => KEY, address: await answering(status) });
  await expect(medium.deliver(letter(INCIDENT), AbortSignal.timeout(5_000))).rejects.toMatchObject({
    retry,
    retryAfterMs,
  });
});

test('a server that is not there is tried again, and the key stands in no message', async () => {
  const medium = createPagerDuty({ routingKey: async () => KEY, address: 'http://127.0.0.1:1' });
  const failed = await medium.deliver(letter(INCIDENT), AbortSignal.timeout(5_000)).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'pagerduty-unreachable', retry: true });
  expect(String(failed) + JSON.stringify(failed)).not.toContain(KEY);
});

test('a doctor is told whether the key has the form of one, and wakes nobody', async () => {
  const at = (key: string) => createPagerDuty({ routingKey: async () => key, address: 'http://127.0.0.1:1' }).examine();
  expect(await at(KEY)).toContain('right form');
  await expect(at('too-short')).rejects.toMatchObject({ code: 'pagerduty-refused' });
});

test('everything is cut to what PagerDuty takes', () => {
  const event = triggerOf({
    ...INCIDENT,
    key: 'x'.repeat(1_000),
    title: 'y'.repeat(5_000),
    evidence: Array.from({ length: 100 }, () => 'z'.repeat(10_000)),
  });
  expect(event.dedup_key.length).toBe(255);
  expect(event.payload.summary.length).toBe(1_024);
  expect(JSON.stringify(event).length).toBeLessThan(512 * 1024);
});

function letter(incident: Incident) {
  return { key: incident.key, recipient: 'on-call', message: { type: 'incident' as const, incident } };
}

/** PagerDuty's published description, as a server that holds requests to it. */
async function pagerDuty(taken: unknown[]): Promise<string> {
  const api = new OpenAPIBackend({
    definition: JSON.parse(readFileSync(SPECIFICATION, 'utf8')),
    apiRoot: '/v2',
    ajvOpts: { formats: { 'date-time': true, url: true } },
  });
  await api.init();
  api.register('notFound', () => ({ status: 404 }));
  api.register('validationFail', (context) => ({ status: 400, body: context.validation.errors }));
  api.register('notImplemented', (context) => {
    taken.push(context.request.requestBody);
    return { status: 202 };
  });
  return listen((request) => api.handleRequest(request));
}

async function answering(status: number): Promise<string> {
  return listen(async () => ({ status }));
}

interface Request {
  method: string;
  path: string;
  body: string;
  headers: Record<string, string>;
}

async function listen(answer: (request: Request) => Promise<{ status: number; body?: unknown }>): Promise<string> {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await text(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    const { status, body: said } = await answer({
      method,
      path: url,
      body,
      headers: headers as Record<string, string>,
    });
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? { status }));
  };
  server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
