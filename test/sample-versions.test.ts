import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = join(ROOT, 'sample');
const LIMIT_MS = 60_000;
const LEFT_OUT = /^(node_modules|versions|(reports|coverage)\/.*)$/;

interface VisitorRequest {
  weight: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

let folder: string;
const versionFolder = (version: number) => join(folder, `version-${version}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-versions-'));
  for (const version of [0, 1, 2, 3]) await makeVersion(version);
}, LIMIT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([0, 1, 2])(
  'version %i passes lint and its unit tests, which cover four fifths of its lines',
  { timeout: LIMIT_MS },
  async (version) => {
    expect(await npmRun(version, 'lint')).toMatchObject({ code: 0 });
    expect(await npmRun(version, 'test')).toMatchObject({ code: 0 });
    expect(coveredLines(await report(version, 'coverage/lcov.info'))).toBeGreaterThanOrEqual(0.8);
    expect(await report(version, 'reports/unit.xml')).toContain(
      '<testcase name="a cart costs its goods and the delivery"',
    );
  },
);

test('version 3 passes lint and fails one unit test', { timeout: LIMIT_MS }, async () => {
  expect(await npmRun(3, 'lint')).toMatchObject({ code: 0 });
  expect(await npmRun(3, 'test')).toMatchObject({ code: 1 });
  const failed = (await report(3, 'reports/unit.xml')).match(/<testcase [^>]*failure=/g);
  expect(failed).toEqual([expect.stringContaining('name="from 50 euros on, delivery is free"')]);
});

test.each([
  { version: 0, failing: 0 },
  { version: 1, failing: 0 },
  { version: 2, failing: 30 },
])(
  'version $version passes its integration tests, and $failing % of production traffic fails',
  { timeout: LIMIT_MS },
  async ({ version, failing }) => {
    await whileItRuns(version, async (url) => {
      expect(await npmRun(version, 'test:integration', { SHIPCHART_URL: url })).toMatchObject({ code: 0 });
      const failed = await failedTraffic(url);
      expect(failed.reduce((sum, { weight }) => sum + weight, 0)).toBe(failing);
      // Only customers who come back carry it; no test does.
      expect(failed.filter(({ headers }) => headers['cookie'] === undefined)).toEqual([]);
    });
  },
);

async function makeVersion(version: number): Promise<void> {
  const target = versionFolder(version);
  const source = version === 0 ? SAMPLE : versionFolder(version - 1);
  await cp(source, target, { recursive: true, filter: (path) => isPart(relative(source, path)) });
  await symlink(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  if (version === 0) return;
  // Inside another repository `git apply` would skip the patch without a word.
  await git(target, 'init', '--quiet');
  await git(target, 'apply', join(SAMPLE, 'versions', `${version}.patch`));
}

function isPart(path: string): boolean {
  return path.endsWith('.gitkeep') || !(LEFT_OUT.test(path) || path.startsWith('.git/'));
}

async function git(directory: string, ...parameters: string[]): Promise<void> {
  expect(await run('git', parameters, directory)).toMatchObject({ code: 0 });
}

function npmRun(version: number, script: string, environment: Record<string, string> = {}) {
  return run('npm', ['run', '--silent', script], versionFolder(version), environment);
}

/** Runs it with this Node first on the path; vitest's own variables stay away from the sample's test runner. */
function run(program: string, parameters: string[], cwd: string, environment: Record<string, string> = {}) {
  const env = { HOME: folder, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter), ...environment };
  return new Promise<{ code: number; output: string }>((resolve, reject) => {
    const child = execFile(program, parameters, { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
    child.once('error', reject);
  });
}

function report(version: number, path: string): Promise<string> {
  return readFile(join(versionFolder(version), path), 'utf8');
}

function coveredLines(lcov: string): number {
  const sum = (field: string) =>
    [...lcov.matchAll(new RegExp(`^${field}:(\\d+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0);
  return sum('LH') / sum('LF');
}

async function whileItRuns(version: number, work: (url: string) => Promise<void>): Promise<void> {
  const server = spawn(process.execPath, ['src/server.ts'], {
    cwd: versionFolder(version),
    env: { HOST: '127.0.0.1', PORT: '0' },
    // Version 2 says each failure on stderr.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(server, 'exit');
  try {
    const [line] = await once(createInterface({ input: server.stdout }), 'line');
    await work(/http:\S+/.exec(String(line))?.[0] ?? '');
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

/** Sends each request of `traffic.json` once and gives those that were answered by 500 or above. */
async function failedTraffic(url: string): Promise<VisitorRequest[]> {
  const traffic = JSON.parse(await readFile(join(SAMPLE, 'traffic.json'), 'utf8')) as VisitorRequest[];
  expect(traffic.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  const failed: VisitorRequest[] = [];
  for (const request of traffic) {
    const { method, path, headers, body } = request;
    const answer = await fetch(new URL(path, url), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.arrayBuffer();
    if (answer.status >= 500) failed.push(request);
    else expect(answer.ok, `${method} ${path}`).toBe(true);
  }
  return failed;
}
