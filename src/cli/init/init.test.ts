import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declarations } from '../testing/declarations.ts';
import { runCli, type Said } from '../testing/run-cli.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shipchart-init-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a service with everything gets the whole chart, each node bound to what it has', async () => {
  execFileSync('git', ['init', '--quiet'], { cwd: directory });
  await write({
    'package.json': {
      main: 'src/server.js',
      scripts: {
        build: 'tsc',
        lint: 'eslint .',
        'format:check': 'prettier --check .',
        test: 'node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=reports/unit.xml --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=coverage/lcov.info',
        'test:integration': 'node --test test/integration',
      },
      dependencies: { hono: '4.0.0' },
      devDependencies: { '@playwright/test': '1.50.0' },
    },
    'package-lock.json': {},
    'playwright.config.ts': `export default { reporter: [['list'], ['json', { outputFile: './reports/e2e.json' }]],\n use: { baseURL: process.env.BASE_URL } }`,
    'perf/smoke.yaml': 'duration: 3 s\nrequests:\n  - path: /\n',
    'migrations/001.sql': 'create table t ();',
  });
  const { lines } = await init();
  expect(await settingsLines()).toEqual([
    'CI: { uses: checkout, prepare: npm ci && npm run build }',
    'LINT: { run: npm run lint && npm run format:check }',
    'UNIT: { run: npm test, reports: { junit: reports/unit.xml, coverage: coverage/lcov.info } }',
    'SEC: { uses: security-scan, fail-on: high }',
    'BUILD: { uses: image }',
    'STAGING_DEPLOY: { uses: deploy, to: staging }',
    'INT_TEST: { run: npm run test:integration, against: staging }',
    'E2E: { run: "BASE_URL=\\"$SHIPCHART_URL\\" npx playwright test", against: staging, reports: { playwright: reports/e2e.json } }',
    'PERF: { uses: load-test, scenario: perf/smoke.yaml, against: staging }',
    'GATE: { uses: quality-gate, require: { secrets: "= 0", coverage: ">= 50 %", p95: "<= 500 ms", flaky: "<= 2" } }',
    'ROLLBACK_STG: { uses: rollback, of: staging }',
    'APPROVAL: { uses: approval-rule, required-when: { paths: ["migrations/**", DELIVERY.md, package.json] } }',
    'REVIEW: { uses: review, by: senior-engineers, count: 1, timeout: 24h }',
    'PROD_DEPLOY: { uses: deploy, to: production }',
    'CANARY: { uses: traffic, to: production, weight: 5 % }',
    'MONITOR: { uses: monitor, of: production, for: 5m, at-most: 60m }',
    'FULL_ROLLOUT: { uses: traffic, to: production, weight: 100 % }',
    'ROLLBACK_PROD: { uses: rollback, of: production }',
    'CDN: { uses: cdn-invalidation, of: production, paths: ["/*"] }',
    'NOTIFY_FAIL: { uses: notify, to: [author, "#deploys"] }',
    'NOTIFY_OK: { uses: notify, to: ["#deploys"] }',
    'INCIDENT: { uses: incident, severity: critical }',
  ]);
  expect(lines.join('\n')).toMatch(/^ {2}UNIT +npm test +script test$/m);
  expect(lines.join('\n')).not.toContain('Left out');
  expect(lines.join('\n')).not.toContain('git init');
  expect(await nodesChecked()).toHaveLength(24);
});

test('a library-like repository: what it has nothing for is left out and said, nothing is invented', async () => {
  await write({
    'package.json': {
      scripts: { test: 'echo "Error: no test specified" && exit 1', start: 'next start' },
      dependencies: { next: '15.0.0' },
    },
    'yarn.lock': '# yarn lockfile v1\n',
  });
  const { lines } = await init();
  const nodes = await nodesChecked();
  for (const node of ['LINT', 'UNIT', 'INT_TEST', 'E2E', 'PERF']) expect(nodes).not.toContain(node);
  expect(nodes).toHaveLength(19);
  const text = await readFile(join(directory, 'DELIVERY.md'), 'utf8');
  expect(text).toContain('STAGING_DEPLOY --> GATE{Quality Gate}');
  expect(text).toContain('SEC -->|fail| NOTIFY_FAIL[❌ Notify Developer\\nSlack / Email]');
  expect(text).not.toContain('Testing');
  expect(text).toContain('#   UNIT: package.json has no script test');
  const said = lines.join('\n');
  expect(said).toContain('  LINT      package.json has no script lint or format:check');
  for (const heed of ['git init', '"start": "node FILE"', 'npm install --package-lock-only', 'GET /healthz'])
    expect(said).toContain(heed);
  expect((await settingsLines())[0]).toBe('CI: { uses: checkout, prepare: yarn install --frozen-lockfile }');
});

test('pnpm, one test script, a report that lies outside: bound as far as it is true', async () => {
  await write({
    'package.json': {
      scripts: {
        'test:unit': 'vitest run --reporter=junit --outputFile.junit=/tmp/unit.xml',
        e2e: 'playwright test',
        perf: 'k6 run load.js',
      },
      devDependencies: { vitest: '3.0.0' },
    },
    'pnpm-lock.yaml': 'lockfileVersion: 9\n',
  });
  await init();
  expect(await nodesChecked()).toHaveLength(22);
  expect(await settingsLines()).toEqual(
    expect.arrayContaining([
      'CI: { uses: checkout, prepare: pnpm install --frozen-lockfile }',
      'UNIT: { run: pnpm run test:unit }',
      'E2E: { run: pnpm run e2e, against: staging }',
      'PERF: { run: pnpm run perf, against: staging }',
      'GATE: { uses: quality-gate, require: { secrets: "= 0" } }',
    ]),
  );
});

test('nothing is overwritten', async () => {
  await write({ 'package.json': {}, 'DELIVERY.md': 'mine' });
  const { exitCode, asides } = await runCli(['init'], { directory, declarations });
  expect(exitCode).toBe(1);
  expect(asides[0]).toBe('DELIVERY.md is already there; nothing was changed.');
  expect(await readFile(join(directory, 'DELIVERY.md'), 'utf8')).toBe('mine');
});

test('what can be no repository with scripts is told as that', async () => {
  const refused = async () => (await runCli(['init'], { directory, declarations })).asides[0];
  expect(await refused()).toBe(
    `There is no package.json in ${directory}, so there are no scripts to bind the chart to.`,
  );
  await write({ 'package.json': '{ "scripts": { "lint": 1 } }' });
  expect(await refused()).toMatch(/^package.json can't be read: scripts.lint: /);
  await write({ 'package.json': '{ broken' });
  expect(await refused()).toMatch(/^package.json can't be read: SyntaxError: /);
  execFileSync('git', ['init', '--quiet'], { cwd: directory });
  await write({ 'packages/api/package.json': {} });
  const inside = await runCli(['init'], { directory: join(directory, 'packages', 'api'), declarations });
  expect(inside.asides).toEqual([
    `This is packages/api of the repository ${directory}, and DELIVERY.md belongs into its root.`,
    `Run \`shipchart init\` in ${directory}.`,
  ]);
});

async function init(): Promise<Said> {
  const said = await runCli(['init'], { directory, declarations });
  expect(said).toMatchObject({ exitCode: 0, asides: [] });
  return said;
}

/** The nodes of the document as `shipchart check` reads them, which may find things to know but nothing wrong. */
async function nodesChecked(): Promise<string[]> {
  const said = await runCli(['check', '--json'], { directory, declarations });
  const { files } = said.json() as {
    files: { chart: { nodes: { id: string }[] }; problems: { severity: string }[] }[];
  };
  expect(files[0]?.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(said.exitCode).toBe(0);
  return files[0]?.chart.nodes.map(({ id }) => id) ?? [];
}

async function settingsLines(): Promise<string[]> {
  const text = await readFile(join(directory, 'DELIVERY.md'), 'utf8');
  return [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]*:) +(\{.*)$/gm)].map(([, key, settings]) => `${key} ${settings}`);
}

async function write(files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}
