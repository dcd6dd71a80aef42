import { beforeAll, describe, expect, test } from 'vitest';
import { endStepOf, answerStep } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { serverOn } from '../../test/support/services.ts';
import { NOW } from '../../test/support/step-context.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { pathOf, routes } from '../api/routes.ts';
import { change, homeView, refusal, runSummary, runView, type Refusal } from '../api/shapes.ts';

const given = storeForFile();
const REVIEW = {
  kind: 'review',
  settings: { by: 'seniors', count: 1, timeout: '24h' },
  waitsForPeople: true,
  outcomes: [
    { name: 'approved', way: 'forward' },
    { name: 'rejected', way: 'failure' },
  ],
} as const;
const DOCUMENT = documentOf(sketchDelivery({ LINT: {}, ASK: REVIEW, LAST: {} }, ['LINT -> ASK', 'ASK -> LAST']));

let server: ReturnType<typeof serverOn>;
let directory: string;
beforeAll(() => {
  directory = freshDirectory();
  server = serverOn(given.store, directory, DOCUMENT);
});

const READING = new Set(
  `home me history doctor openapi incidents run chart chartMarkdown usual stepHistory review log logIndex logSearch environment environmentHistory environmentHealth changes
   health metrics audit auditKey evidence evidencePlot evidenceTicks chatClicks webhook`.split(/\s+/),
);
const POSTS: readonly [route: string, body: unknown][] = [
  [routes.runs, { ref: 'main' }],
  [routes.pushes, { project: 'shop', ref: 'refs/heads/main', before: '0', after: 'a1', pusher: 'eve' }],
  [routes.answer, { decision: 'approved' }],
  [routes.cancel, {}],
  [routes.retry, {}],
  [routes.incident, { move: 'acknowledge' }],
  [routes.lock, { reason: 'freeze' }],
  [routes.unlock, {}],
  [routes.rollback, { reason: 'errors' }],
  [routes.secrets, { name: 'KEY', value: 'long enough' }],
  [routes.secretRemove, { name: 'KEY' }],
  [routes.secretRotate, {}],
];

describe('who may', () => {
  test('every route that changes something is tried here', () => {
    const changing = Object.entries(routes).filter(([name]) => !READING.has(name));
    expect(POSTS.map(([route]) => route)).toEqual(changing.map(([, route]) => route));
  });

  test.each(POSTS)('POST %s needs a token, and one that somebody has', async (route, body) => {
    const runs = (await given.store.runs({ limit: 100 })).length;
    const path = pathOf(route, { run: 'shop-1', name: 'production' });
    const answer = await server.post(path, undefined, body);
    expect([answer.status, (await told(answer)).code]).toEqual([401, 'token-missing']);
    expect((await told(await server.post(path, 'nobody', body))).code).toBe('token-unknown');
    expect(await given.store.runs({ limit: 100 })).toHaveLength(runs);
    expect((await given.store.environment('production')).lock).toBeUndefined();
  });

  test('reading needs none, but a token that nobody has is told', async () => {
    expect((await server.get(routes.home)).status).toBe(200);
    expect((await server.get(routes.home, { authorization: 'Bearer old' })).status).toBe(401);
  });

  test.each(['shipchart.example.org', '127.0.0.1.example.org', 'localhost.example.org:4400', '10.0.0.1:4400', ''])(
    'a request for the host %j reads nothing',
    async (host) => {
      const answer = await server.get(routes.home, { host });
      expect([answer.status, (await told(answer)).code]).toEqual([421, 'foreign-host']);
    },
  );

  test.each(['localhost', 'LOCALHOST:4400', '127.0.0.1:1', '[::1]:4400', '[::1]'])('one for %s does', async (host) => {
    expect((await server.get(routes.health, { host })).status).toBe(200);
  });

  test('no answer may become script elsewhere', async () => {
    for (const path of [routes.home, '/api/runs/gone', '/']) {
      const { headers } = await server.get(path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
    }
  });
});

describe('starting', () => {
  test('a run is started as the person whose token it is', async () => {
    const answer = await server.post(routes.runs, 'ada', { ref: 'main' });
    expect(answer.status).toBe(201);
    expect(runSummary.parse(await answer.json())).toMatchObject({ startedBy: 'ada', ref: 'main' });
  });

  test('a push is its token’s, whatever it claims; other branches and deletions start nothing', async () => {
    const push = { project: 'shop', ref: 'refs/heads/main', before: '0', after: 'a1b2', pusher: 'ada' };
    const answer = await server.post(routes.pushes, 'mallory', push);
    expect([answer.status, await answer.json()]).toMatchObject([202, [{ startedBy: 'mallory' }]]);
    for (const quiet of [{ ref: 'refs/heads/other' }, { after: '0'.repeat(40) }])
      expect(await (await server.post(routes.pushes, 'ada', { ...push, ...quiet })).json()).toEqual([]);
  });

  test.each(['', 'nonsense', '[]', '{"ref": 7}', '"text"', 'null'])(
    'a body of %j is told what is wrong with it',
    async (body) => {
      const answer = await server.post(routes.runs, 'ada', body);
      expect([answer.status, (await told(answer)).code]).toEqual([400, 'bad-request']);
    },
  );

  test('a body past 1 MiB is not read', async () => {
    const answer = await server.post(routes.runs, 'ada', { ref: 'x'.repeat(1024 * 1024) });
    expect([answer.status, (await told(answer)).code]).toEqual([413, 'body-too-large']);
  });
});

describe('a review', () => {
  test('is answered by somebody else of the group', async () => {
    const run = await waitingRun();
    const answer = await server.post(pathOf(routes.answer, { run }), 'bob', { decision: 'approved', comment: 'fine' });
    expect(answer.status).toBe(200);
    expect(runView.parse(await answer.json()).id).toBe(run);
    expect((await given.store.run(run))?.steps['ASK']?.signals).toMatchObject([
      { name: 'answer', by: 'bob', data: { decision: 'approved', comment: 'fine' } },
    ]);
  });

  test.each(['ada', 'mallory'])('is not answered by %s', async (name) => {
    const run = await waitingRun();
    const answer = await server.post(pathOf(routes.answer, { run }), name, { decision: 'approved' });
    expect([answer.status, (await told(answer)).code]).toEqual([403, 'may-not-answer']);
    expect((await given.store.run(run))?.steps['ASK']?.signals).toEqual([]);
  });

  test('that does not wait can not be answered', async () => {
    const run = (await given.store.createRun(pushOf('shop'), DOCUMENT, NOW)).id;
    for (const node of [undefined, 'ASK', 'LINT', 'GONE', 'constructor']) {
      const answer = await server.post(pathOf(routes.answer, { run }), 'bob', { node, decision: 'approved' });
      expect([answer.status, (await told(answer)).code]).toEqual([409, 'no-review-waits']);
    }
  });

  test('takes no other word than approved and rejected', async () => {
    const run = await waitingRun();
    expect((await server.post(pathOf(routes.answer, { run }), 'bob', { decision: 'maybe' })).status).toBe(400);
  });
});

describe('stopping and locking', () => {
  test('a run is cancelled by name', async () => {
    const run = (await given.store.createRun(pushOf('shop'), DOCUMENT, NOW)).id;
    const answer = await server.post(pathOf(routes.cancel, { run }), 'bob', { reason: 'wrong branch' });
    expect(await answer.json()).toMatchObject({
      ending: 'cancelled',
      endingReason: expect.stringContaining('wrong branch') as string,
    });
  });

  test('an environment is locked by its owner’s name, and unlocked', async () => {
    const lock = await server.post(pathOf(routes.lock, { name: 'production' }), 'bob', { reason: 'freeze' });
    expect(await lock.json()).toMatchObject({ lock: { owner: 'bob', reason: 'freeze' } });
    const unlock = await server.post(pathOf(routes.unlock, { name: 'production' }), 'ada', {});
    expect(await unlock.json()).not.toHaveProperty('lock');
  });
});

describe('what is not there', () => {
  test.each([routes.run, routes.chart, routes.log, routes.environment])(
    'GET %s says so, and where to look',
    async (route) => {
      const answer = await server.get(pathOf(route, { run: 'shop-999', node: 'LINT', name: 'nowhere' }));
      expect(answer.status).toBe(404);
      expect((await told(answer)).hint).toContain('shipchart ');
    },
  );

  test.each([routes.answer, routes.cancel, routes.retry, routes.lock, routes.unlock, routes.rollback])(
    'POST %s too',
    async (route) => {
      const body = { decision: 'approved', reason: 'no' };
      const answer = await server.post(pathOf(route, { run: 'shop-999', name: 'nowhere' }), 'ada', body);
      expect(answer.status).toBe(404);
      expect((await told(answer)).hint).toContain('shipchart ');
    },
  );

  test('an unknown path of the API gets no page', async () => {
    const answer = await server.get('/api/nothing');
    expect([answer.status, (await told(answer)).code]).toEqual([404, 'not-found']);
  });
});

describe('paths that lead out', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '//etc/hosts.json',
    '/%00.json',
    '/%',
    '/%c0%ae%c0%ae/package.json',
  ])('%s gives no file', async (path) => {
    const answer = await server.get(path);
    expect(await answer.text()).not.toContain('"devDependencies"');
    expect([200, 404, 503]).toContain(answer.status);
    expect(server.bugs).toEqual([]);
  });

  test.each(['..%2f..%2fsecret', '%2e%2e', 'constructor', '__proto__', 'toString', 'LINT%2f..%2fASK'])(
    'the log of a step called %s is not there',
    async (node) => {
      const run = await waitingRun();
      const answer = await server.get(`/api/runs/${run}/logs/${node}`);
      expect(answer.status).toBe(404);
      expect(server.bugs).toEqual([]);
    },
  );

  test.each(['../../1', 'NaN', '-1', '1e400', '', '1.5', '%00'])(
    'visit %s of one that is has no log',
    async (visit) => {
      const run = await waitingRun();
      await server.blobs.append(`runs/${run}/LINT/1.log`, 'secret of visit 1');
      expect(await (await server.get(`/api/runs/${run}/logs/LINT?visit=${visit}`)).text()).toBe('');
      expect(server.bugs).toEqual([]);
    },
  );
});

describe('a log', () => {
  test('is read from a byte on', async () => {
    const run = await waitingRun();
    await server.blobs.append(`runs/${run}/LINT/1.log`, 'one\ntwo\n');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT`)).text()).toBe('one\ntwo\n');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT?from=4`)).text()).toBe('two\n');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT?from=-4`)).text()).toBe('two\n');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT?from=-99`)).text()).toBe('one\ntwo\n');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT?from=2&to=5`)).text()).toBe('e\nt');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT?from=99`)).text()).toBe('');
  });

  test('tells where its blocks of lines begin, and goes on where it was read', async () => {
    const run = await waitingRun();
    const name = `runs/${run}/LINT/1.log`;
    const index = async () => (await server.get(`/api/runs/${run}/logs/LINT/index`)).json();
    await server.blobs.append(name, `${'x\n'.repeat(1_500)}Error: here\n`);
    expect(await index()).toMatchObject({ lines: 1_000, bytes: 2_000, marks: [0, 2_000], troubles: [] });
    await server.blobs.append(name, 'y\n'.repeat(600));
    expect(await index()).toMatchObject({ lines: 2_000, marks: [0, 2_000, 4_010], troubles: [1_500] });
  });

  test('is searched without regard to case and colours', async () => {
    const run = await waitingRun();
    await server.blobs.append(`runs/${run}/LINT/1.log`, 'one\n\x1b[31mFa\x1b[0miled\nthree failed');
    expect(await (await server.get(`/api/runs/${run}/logs/LINT/search?q=FAILED`)).json()).toEqual({
      lines: [1, 2],
      more: false,
    });
    expect((await server.get(`/api/runs/${run}/logs/LINT/search`)).status).toBe(400);
  });

  test('is followed line by line to its end, also by those who take compressed answers', async () => {
    const run = (await given.store.createRun(pushOf('shop'), DOCUMENT, NOW)).id;
    const name = `runs/${run}/LINT/1.log`;
    await server.blobs.append(name, 'first\n');
    const answer = await server.get(`/api/runs/${run}/logs/LINT?follow=1`, { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBeNull();
    const reader = partsOf(answer);
    expect(await reader.next()).toBe('first\n');
    await server.blobs.append(name, 'second\n');
    expect(await reader.next()).toBe('second\n');
    await endStepOf(given.store, run, 'LINT', 'pass');
    expect(await reader.next()).toBeUndefined();
  });
});

describe('changes', () => {
  test('the present state comes first, then what changes', async () => {
    const run = await waitingRun();
    const reader = partsOf(await server.get(`${routes.changes}?run=${run}`));
    expect(changeIn(await reader.next())).toMatchObject({ type: 'run', run: { id: run, waitsForPeople: ['ASK'] } });
    expect(changeIn(await reader.next())).toMatchObject({ type: 'environment', environment: { name: 'production' } });
    await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
    await server.post(pathOf(routes.cancel, { run }), 'ada', {});
    expect(changeIn(await reader.next())).toMatchObject({ type: 'run', run: { id: run, ending: 'cancelled' } });
    await reader.cancel();
  });

  test('who was away hears of what ended meanwhile', async () => {
    const run = await waitingRun();
    const first = partsOf(await server.get(routes.changes));
    const since = /^id: (\d+)$/m.exec((await first.next()) ?? '')?.[1] ?? '';
    await first.cancel();
    await server.post(pathOf(routes.cancel, { run }), 'ada', {});
    const second = partsOf(await server.get(`${routes.changes}?since=${since}`));
    const heard: unknown[] = [];
    while (!heard.includes(run)) heard.push((changeIn(await second.next()) as { run?: { id: string } }).run?.id);
    await second.cancel();
    expect(since).toBe(String(NOW));
  });

  test('without a run, all that are under way', async () => {
    const active = await given.store.activeRuns();
    const reader = partsOf(await server.get(routes.changes));
    const seen: unknown[] = [];
    for (const _ of active) seen.push((changeIn(await reader.next()) as { run?: { id: string } }).run?.id);
    expect(seen).toEqual(active);
    await reader.cancel();
  });
});

describe('reading', () => {
  test('home, runs and charts have the shapes that are promised', async () => {
    const run = await waitingRun();
    expect(homeView.parse(await (await server.get(routes.home)).json()).projects[0]?.name).toBe('shop');
    for (const limit of ['2', '0', '-1', 'x', '1e9'])
      runSummary.array().parse(await (await server.get(`${routes.runs}?limit=${limit}`)).json());
    expect(await (await server.get(`${routes.runs}?limit=2`)).json()).toHaveLength(2);
    const chart = await server.get(pathOf(routes.chart, { run }));
    const etag = chart.headers.get('etag') ?? '';
    expect((await server.get(pathOf(routes.chart, { run }), { 'if-none-match': etag })).status).toBe(304);
  });

  test('the private memory of a step stays inside', async () => {
    const run = await waitingRun({ secretMemo: 1 });
    expect(await (await server.get(pathOf(routes.run, { run }))).text()).not.toContain('secretMemo');
  });

  test('a bug of ours is reported, and its words stay here', async () => {
    const broken = serverOn(given.store, directory, DOCUMENT, {
      drawChart: async () => Promise.reject(new Error('at line 7 of secret.ts')),
    });
    const answer = await broken.get(pathOf(routes.chart, { run: await waitingRun() }));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(await told(answer))).not.toContain('secret.ts');
    expect(broken.bugs).toHaveLength(1);
  });
});

/** A run of ada's whose review waits. */
async function waitingRun(memo: Record<string, number> = {}): Promise<string> {
  const { id } = await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
  await endStepOf(given.store, id, 'LINT', 'pass', NOW);
  await answerStep(given.store, id, 'ASK', { kind: 'waiting', message: 'waits for 1 of seniors', memo }, NOW);
  return id;
}

async function told(answer: Response): Promise<Refusal> {
  return refusal.parse(await answer.json());
}

/** The answer as it comes, part by part; undefined at its end. */
function partsOf(answer: Response) {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  return {
    next: async () => {
      const { value } = await reader.read();
      return value === undefined ? undefined : new TextDecoder().decode(value);
    },
    cancel: () => reader.cancel(),
  };
}

function changeIn(part: string | undefined) {
  return change.parse(JSON.parse(/^data: (.*)$/m.exec(part ?? '')?.[1] ?? 'null'));
}
