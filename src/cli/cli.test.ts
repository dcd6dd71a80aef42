import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeServer, type FakeServer } from './testing/fake-server.ts';
import { drawnScreen } from './testing/drawn-screen.ts';
import { runCli } from './testing/run-cli.ts';
import { anEnvironment, aRun, aStep, aView, BEGIN, passed, running } from './testing/views.ts';
import { Complaint } from './complaint.ts';

let server: FakeServer;
const said = (words: string, more: Parameters<typeof runCli>[1] = {}) =>
  runCli(words.split(' '), { baseUrl: server.baseUrl, ...more });

beforeEach(async () => {
  server = await fakeServer();
});
afterEach(() => server.stop());

const ended = (ending: string) =>
  ({ phase: 'ended', ending, endingReason: 'every step on the way passed', endedAt: BEGIN + 42_000 }) as const;

test.each([
  ['delivered', 0],
  ['checked', 0],
  ['failed', 1],
  ['rolled back', 3],
  ['rejected', 4],
  ['cancelled', 5],
  ['superseded', 5],
])('a run that ends %s gives exit code %i', async (ending, exitCode) => {
  server.runs = [aRun()];
  server.changes = [{ type: 'run', run: aView([passed('LINT', 1_000)], [], ended(ending)) }];
  expect(await said('run')).toMatchObject({ exitCode });
});

test('run, piped: a line for everything that happens, and how it ended', async () => {
  server.runs = [aRun()];
  const review = aStep('REVIEW', {
    kind: 'review',
    state: 'waiting',
    status: 'waiting',
    visit: 1,
    attempt: 1,
    startedAt: BEGIN + 2_000,
  });
  server.changes = [
    { type: 'run', run: aView([running('LINT'), aStep('REVIEW')]) },
    { type: 'run', run: aView([passed('LINT', 1_000), review], [], { waitsForPeople: ['REVIEW'] }) },
    { type: 'run', run: aView([], [], { id: 'other-1', ...ended('failed') }) },
    {
      type: 'inbox',
      item: {
        id: 1,
        kind: 'notice',
        at: BEGIN,
        runId: 'shop-12',
        to: [],
        tone: 'good',
        title: 'shop-12 is live',
        body: '',
        evidence: [],
      },
    },
    {
      type: 'run',
      run: aView([passed('LINT', 1_000), passed('REVIEW', 3_000, { outcome: 'approved' })], [], ended('delivered')),
    },
  ];
  const { lines, exitCode } = await said('run main');
  expect(server.calls).toEqual([{ path: '/api/runs', body: { ref: 'main' }, token: 'letter-from-home' }]);
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d/, 'hh:mm:ss'))).toEqual([
    'hh:mm:ss  ▸ LINT starts',
    'hh:mm:ss  ✓ LINT pass in 1.0 s',
    'hh:mm:ss  ? REVIEW waits for a person',
    'REVIEW waits for a person: shipchart approve shop-12 REVIEW   (or reject)',
    '          notice: shop-12 is live',
    'hh:mm:ss  ✓ REVIEW approved in 3.0 s',
    '✓ shop-12 delivered after 42 s: every step on the way passed.',
  ]);
  expect(exitCode).toBe(0);
});

test('run, on a terminal: the list is drawn in place, and its last state stays', async () => {
  const screen = { columns: 70, rows: 12 };
  server.runs = [aRun()];
  server.changes = [
    { type: 'run', run: aView([running('LINT'), aStep('BUILD')], ['LINT BUILD']) },
    { type: 'run', run: aView([passed('LINT', 1_000), running('BUILD')], ['LINT BUILD']) },
    {
      type: 'run',
      run: aView(
        [passed('LINT', 1_000), passed('BUILD', 3_000, { outcome: 'done' })],
        ['LINT BUILD'],
        ended('delivered'),
      ),
    },
  ];
  const { written } = await said('run', { screen });
  expect(drawnScreen(written, { ...screen, columns: 90 })).toEqual([
    '✓ shop-12 3f9c2ab Sort the cart · ann  delivered, 42 s',
    '',
    '  ✓ LINT         1.0 s  pass',
    '  ✓ BUILD        3.0 s  done',
    '✓ shop-12 delivered after 42 s: every step on the way passed.',
    '',
  ]);
});

test('run --json: the changes, one document a line', async () => {
  server.runs = [aRun()];
  server.changes = [
    { type: 'run', run: aView([running('LINT')]) },
    { type: 'run', run: aView([], [], ended('failed')) },
  ];
  const { lines, exitCode } = await said('run --json');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(server.changes);
  expect(exitCode).toBe(1);
});

test('Ctrl-C ends the following, not the run, and says how to go on', async () => {
  server.runs = [aRun()];
  server.changes = [{ type: 'run', run: aView([running('LINT')]) }];
  const stop = new AbortController();
  const now = () => {
    // The first line is being told: that is when the person presses it.
    setImmediate(() => stop.abort());
    return BEGIN;
  };
  const { exitCode, asides } = await said('run', { now, untilInterrupted: (follow) => follow(stop.signal) });
  expect(exitCode).toBe(130);
  expect(asides).toEqual([
    'shop-12 goes on. Follow it again: shipchart show shop-12 --follow   End it: shipchart cancel shop-12',
  ]);
  expect(server.calls.map(({ path }) => path)).toEqual(['/api/runs']);
});

test('run --no-follow starts it and returns; adopt names environments', async () => {
  server.runs = [aRun()];
  expect(await said('run --no-follow --project shop')).toMatchObject({
    exitCode: 0,
    lines: ['shop-12 started. Follow it: shipchart show shop-12 --follow'],
  });
  await said('adopt staging production --ref v1 --no-follow');
  expect(server.calls.map(({ body }) => body)).toEqual([
    { project: 'shop' },
    { adopt: ['staging', 'production'], ref: 'v1' },
  ]);
});

test('runs: one line each, the newest first', async () => {
  server.runs = [
    aRun({
      id: 'shop-13',
      number: 13,
      waitsForPeople: ['REVIEW'],
      commit: { ...aRun().commit, subject: 'Bad\x1b[2J title' },
    }),
    aRun({ ...ended('rolled back') }),
  ];
  expect((await said('runs')).lines).toEqual([
    '?  shop-13  waits for you  1 min  1 min ago  3f9c2ab  Bad title      ann',
    '✗  shop-12  rolled back    42 s   1 min ago  3f9c2ab  Sort the cart  ann',
  ]);
  expect((await said('runs --json -n 1')).json()).toEqual([server.runs[0]]);
  expect(await said('runs --limit many')).toMatchObject({
    exitCode: 2,
    asides: ['--limit many is no number of runs.', 'For example --limit 50.'],
  });
});

test('show: the newest run, by id or by number, with its evidence and the way it took', async () => {
  const evidence = [{ metric: 'p95', sentence: 'p95 120 ms keeps <= 300 ms', decision: 'approved', facts: {} }];
  server.runs = [aRun()];
  server.views = [
    aView([passed('GATE', 20, { outcome: 'approved', evidence })], [], {
      ...ended('delivered'),
      walk: 'GATE approved',
    }),
  ];
  const expected = [
    '✓ shop-12 3f9c2ab Sort the cart · ann  delivered, 42 s',
    '',
    '  ✓ GATE               approved',
    '',
    'Evidence',
    '  GATE: p95 120 ms keeps <= 300 ms → approved',
    '',
    'Way: GATE approved',
    '',
    '✓ shop-12 delivered after 42 s: every step on the way passed.',
  ];
  for (const words of ['show', 'show latest', 'show 12', 'show shop-12'])
    expect((await said(words)).lines).toEqual(expected);
  expect(await said('show shop-99')).toMatchObject({
    exitCode: 1,
    asides: ['There is no run shop-99.', '`shipchart runs` lists them.'],
  });
  expect(await said('show 7')).toMatchObject({
    exitCode: 1,
    asides: ['There is no run number 7.', '`shipchart runs` lists them.'],
  });
});

test('logs: the step in whatever case, without what a terminal would obey', async () => {
  server.runs = [aRun()];
  server.views = [aView([passed('LINT', 1_000)])];
  server.logs = { LINT: '\x1b[32mfine\x1b[0m\x1b[2J\n\x1b]0;title\x07done' };
  const screen = { columns: 80, rows: 24 };
  expect((await said('logs shop-12 lint', { screen })).written).toBe('\x1b[32mfine\x1b[0m\ndone\x1b[0m');
  expect((await said('logs latest LINT -f')).written).toBe('fine\ndone');
  expect((await said('logs latest LINT --json')).lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { run: 'shop-12', step: 'LINT', line: 'fine' },
    { run: 'shop-12', step: 'LINT', line: 'done' },
  ]);
  expect(await said('logs latest LNT')).toMatchObject({
    exitCode: 1,
    asides: ['shop-12 has no step LNT.', 'It has LINT.'],
  });
});

test('approve, reject, cancel', async () => {
  server.runs = [aRun()];
  server.views = [aView([aStep('REVIEW', { kind: 'review' })])];
  expect((await said('approve latest')).lines).toEqual(['shop-12: approved.']);
  expect((await said('reject shop-12 review -m risky')).lines).toEqual(['shop-12 REVIEW: rejected.']);
  expect((await said('cancel shop-12 --reason wrong')).lines).toEqual([
    'shop-12 is being cancelled: its environments return to their stable release.',
  ]);
  expect(server.calls).toMatchObject([
    { path: '/api/runs/shop-12/answer', body: { decision: 'approved' } },
    { path: '/api/runs/shop-12/answer', body: { decision: 'rejected', node: 'REVIEW', comment: 'risky' } },
    { path: '/api/runs/shop-12/cancel', body: { reason: 'wrong' } },
  ]);
});

test('env: what is live, what comes, who holds it, who waits and why', async () => {
  const slot = (release: string) => ({ release, commit: '3f9c2abd0d', colour: 'blue' as const });
  server.environments = [
    anEnvironment({
      live: slot('shop-11'),
      candidate: { ...slot('shop-12'), colour: 'green', weight: 5 },
      lastGood: slot('shop-11'),
      claim: { runId: 'shop-12', since: BEGIN },
      queue: [{ runId: 'shop-13', since: BEGIN + 30_000, reason: 'shop-12 is before it' }],
      lock: { owner: 'ann', reason: 'fair' },
      bad: [{ release: 'shop-9', reason: 'MONITOR anomaly', at: BEGIN }],
      address: 'http://127.0.0.1:4401',
    }),
    anEnvironment({ name: 'staging' }),
  ];
  expect((await said('env')).lines).toEqual([
    'production',
    '  address  http://127.0.0.1:4401',
    '  live     shop-11, 3f9c2ab, blue',
    '  coming   shop-12, 3f9c2ab, green, at 5 %',
    '  locked   by ann: fair',
    '  held     by shop-12, since 1 min ago',
    '  queue    1. shop-13, since 30 s ago: shop-12 is before it',
    '  bad      shop-9: MONITOR anomaly (1 min ago)',
    '',
    'staging',
    '  live  nothing yet',
  ]);
  expect((await said('env staging --json')).json()).toEqual([server.environments[1]]);
});

test('retry: from what failed, or one step; said once', async () => {
  server.views = [aView([aStep('LINT'), aStep('UNIT')], [], { retries: 2 })];
  expect(await said('retry shop-12 --no-follow')).toMatchObject({
    exitCode: 0,
    lines: ['shop-12 is tried again. Follow it: shipchart show shop-12 --follow'],
  });
  await said('retry shop-12 unit --fresh --no-follow');
  expect(server.calls.map(({ path, body }) => ({ path, body }))).toEqual([
    { path: '/api/runs/shop-12/retry', body: { after: 2, fresh: false } },
    { path: '/api/runs/shop-12/retry', body: { node: 'UNIT', after: 2, fresh: true } },
  ]);
  server.changes = [{ type: 'run', run: aView([passed('UNIT', 1_000)], [], ended('delivered')) }];
  expect(await said('retry shop-12')).toMatchObject({ exitCode: 0 });
});

test('rollback: says what it will do, and does it only where somebody agrees', async () => {
  server.environments = [
    anEnvironment({
      hold: { owner: 'ann', reason: 'errors', since: BEGIN },
      rollback: { leaving: [], since: BEGIN, owner: 'ann', to: 'shop@1' },
    }),
  ];
  server.rollbackPlan = { to: 'shop@1', leaving: ['shop@2'], cancels: 'shop-12', choices: [] };
  const asked: string[] = [];
  const ask = (answer: string) => ({
    ask: async (question: string) => {
      asked.push(question);
      return answer;
    },
  });
  const no = await said('rollback production', ask(''));
  expect(no).toMatchObject({ exitCode: 5 });
  expect(no.lines).toEqual([
    'Rolling production back will:',
    '  cancel shop-12, which holds it',
    '  give all its traffic to shop@1',
    '  take shop@2 out of service and ban it there',
    '  drop cached answers, and tell people',
    '  keep every delivery out until `shipchart unlock production`',
    'Nothing was done.',
  ]);
  expect(await said('rollback production')).toMatchObject({
    exitCode: 5,
    asides: ['Nothing was done: say --yes where nobody can be asked.'],
  });
  expect(server.calls).toEqual([]);
  expect(asked).toEqual(['Go on? [y/N] ']);
  const yes = await said('rollback production --reason errors', ask('y'));
  expect(yes.lines.slice(6).join('\n')).toMatch(/rollback +to shop@1, by ann.*\n +held +for people by ann.*errors/);
  await said('rollback production --to shop@0 --yes');
  expect(server.calls.map(({ path, body }) => ({ path, body }))).toEqual([
    { path: '/api/environments/production/rollback', body: { reason: 'errors' } },
    { path: '/api/environments/production/rollback', body: { reason: 'rolled back by hand', release: 'shop@0' } },
  ]);
});

test('lock: for how long, or until when; unlock', async () => {
  server.environments = [anEnvironment()];
  await said('lock production --reason fair --until 2h');
  await said('lock production --reason fair --until 2026-12-24T18:00Z');
  await said('unlock production');
  expect(server.calls.map(({ body }) => body)).toEqual([
    { reason: 'fair', until: BEGIN + 60_000 + 2 * 3_600_000 },
    { reason: 'fair', until: Date.UTC(2026, 11, 24, 18) },
    {},
  ]);
  expect(await said('lock production')).toMatchObject({
    exitCode: 2,
    asides: ["error: required option '--reason <text>' not specified"],
  });
  expect(await said('lock production --reason x --until 2020-01-01')).toMatchObject({ exitCode: 2 });
  expect(await said('lock production --reason x --until tomorrow')).toMatchObject({ exitCode: 2 });
});

test('what the server refuses is told with what to do, as text and as JSON', async () => {
  const refused = await said('unlock production', { token: '' });
  expect(refused).toMatchObject({
    exitCode: 1,
    asides: ['This changes something, so it needs a token.', 'Use .shipchart/token.'],
    lines: [''],
  });
  expect((await said('unlock production --json', { token: '' })).json()).toMatchObject({
    error: { code: 'token-missing' },
  });
});

test('a server that does not answer: one sentence and what to do', async () => {
  await server.stop();
  const { exitCode, asides } = await said('runs');
  expect(exitCode).toBe(1);
  expect(asides).toEqual([
    `The server at ${server.baseUrl} does not answer.`,
    'Start it with `shipchart up`, or check the address.',
  ]);
  server = await fakeServer();
});

test('commands of others stand first in the help; a complaint of theirs is told with its exit code', async () => {
  const extra = [
    {
      name: 'up',
      summary: 'Start the server',
      run: () => Promise.reject(new Complaint('port 4400 is in use\nby another', 'Choose another.', 2)),
    },
  ];
  const help = await runCli(['--help'], { extra });
  expect(help.exitCode).toBe(0);
  expect(help.written).toMatch(/Commands:\n  up .*\n  init/);
  expect(await runCli(['up'], { extra })).toMatchObject({
    exitCode: 2,
    asides: ['port 4400 is in use', 'by another', 'Choose another.'],
  });
});

test('a wrong command line is exit code 2, with the nearest word', async () => {
  expect(await runCli(['chek'])).toMatchObject({
    exitCode: 2,
    asides: ["error: unknown command 'chek'", '(Did you mean check?)'],
  });
  expect(await runCli([])).toMatchObject({ exitCode: 2, lines: [''] });
  expect(await runCli(['--version'])).toMatchObject({ exitCode: 0, lines: ['0.1.0'] });
});

test('a bug of ours is not swallowed', async () => {
  const extra = [{ name: 'broken', summary: 'Breaks', run: () => Promise.reject(new TypeError('x is undefined')) }];
  await expect(runCli(['broken'], { extra })).rejects.toThrow('x is undefined');
});
