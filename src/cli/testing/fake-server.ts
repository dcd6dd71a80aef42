import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { AddressInfo } from 'node:net';
import { routes } from '../../api/routes.ts';
import type { Change, EnvironmentView, EvidenceView, RollbackPlan, RunSummary, RunView } from '../../api/shapes.ts';

/** What the server of these tests knows, and what it was asked to do. */
export interface FakeServer {
  baseUrl: string;
  runs: RunSummary[];
  views: RunView[];
  environments: EnvironmentView[];
  rollbackPlan: RollbackPlan;
  logs: Record<string, string>;
  evidence: EvidenceView[];
  /** By node. */
  ticks: Record<string, string>;
  /** Sent to whoever follows, in order; the stream stays open afterwards. */
  changes: Change[];
  /** Every call that changes something: path, body, and the token that came with it. */
  calls: { path: string; body: unknown; token: string | undefined }[];
  stop(): Promise<void>;
}

/** A server that speaks the routes over real HTTP on loopback, from what a test put into it. */
export async function fakeServer(): Promise<FakeServer> {
  const fake: FakeServer = {
    baseUrl: '',
    runs: [],
    views: [],
    environments: [],
    rollbackPlan: { leaving: [], choices: [] },
    logs: {},
    evidence: [],
    ticks: {},
    changes: [],
    calls: [],
    stop: () => stopped(server),
  };
  const server = serve({ fetch: appOf(fake).fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  fake.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

function appOf(fake: FakeServer): Hono {
  const app = new Hono();
  addReaders(app, fake);
  app.use('*', async (context, next) => {
    const authorization = context.req.header('authorization');
    const body: unknown = await context.req.json();
    fake.calls.push({ path: context.req.path, body, token: authorization?.replace('Bearer ', '') });
    if (authorization === undefined) {
      return context.json(
        {
          code: 'token-missing',
          message: 'This changes something, so it needs a token.',
          hint: 'Use .shipchart/token.',
        },
        401,
      );
    }
    return next();
  });
  app.post(routes.runs, (context) => context.json(fake.runs[0], 201));
  for (const route of [routes.answer, routes.cancel, routes.retry])
    app.post(route, (context) => context.json(viewOf(fake, context.req.param('run'))));
  for (const route of [routes.lock, routes.unlock, routes.rollback])
    app.post(route, (context) => context.json(fake.environments[0]));
  return app;
}

function addReaders(app: Hono, fake: FakeServer): void {
  app.get(routes.home, (context) => {
    return context.json({ projects: [{ name: 'shop', environments: fake.environments }], runs: fake.runs, inbox: [] });
  });
  app.get(routes.rollback, (context) => context.json(fake.rollbackPlan));
  app.get(routes.runs, (context) => context.json(fake.runs.slice(0, Number(context.req.query('limit') ?? 50))));
  app.get(routes.run, (context) => {
    const view = viewOf(fake, context.req.param('run'));
    if (view) return context.json(view);
    return context.json(
      {
        code: 'not-found',
        message: `There is no run ${context.req.param('run')}.`,
        hint: '`shipchart runs` lists them.',
      },
      404,
    );
  });
  app.get(routes.evidence, (context) => context.json(fake.evidence));
  app.get(routes.evidenceTicks, (context) => context.text(fake.ticks[context.req.param('node')] ?? ''));
  app.get(routes.log, (context) => context.text(fake.logs[context.req.param('node')] ?? ''));
  app.get(routes.environment, (context) =>
    context.json(fake.environments.find(({ name }) => name === context.req.param('name'))),
  );
  app.get(routes.changes, (context) =>
    streamSSE(context, async (stream) => {
      for (const change of fake.changes) await stream.writeSSE({ data: JSON.stringify(change) });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
    }),
  );
}

function viewOf(fake: FakeServer, id: string): RunView | undefined {
  return fake.views.find((view) => view.id === id);
}

async function stopped(server: ServerType): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
