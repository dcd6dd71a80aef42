import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/cli/connection/connect.ts';
import { connectLocalHost } from '../../src/main/local-environments.ts';
import { documentOf } from '../support/deliveries.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';

/** A person's mistakes and a machine's bad days, on a real server: each says where and what to do, and nothing is left half done. */
const folder = temporaryFolder('mistakes');
let server: Program;

beforeAll(async () => {
  write('shipchart.yaml', 'shipchart: 1\nport: 0\ntrust-pushers: true\n');
  write('.gitignore', '.shipchart\n');
  git('init', '--quiet', '--initial-branch=main');
  server = shipchart(folder.path, ['up']);
  await until('the server', () => (server.said().includes('#token=') ? true : undefined));
});

afterAll(async () => {
  server.child.kill('SIGINT');
  await server.ended;
  await (await connectLocalHost(join(folder.path, '.shipchart'), {})).stop();
  await folder.remove();
});

describe('a run that can not start', () => {
  test('a repository without commits', async () => {
    expect(await refusal()).toMatchObject({ code: 'empty-repository', hint: expect.stringMatching(/\w/) as string });
  });

  test('no document', async () => {
    commit({ 'readme.txt': 'hello' });
    expect(await refusal()).toMatchObject({
      code: 'no-document',
      hint: expect.stringContaining('shipchart init') as string,
    });
  });

  test('a ref that is not there', async () => {
    expect(await refusal('nowhere')).toMatchObject({
      code: 'unknown-ref',
      message: expect.stringContaining('nowhere') as string,
    });
  });

  test('a broken chart and unknown settings: every problem at once, with its place', async () => {
    const chart = ['A[One] -->|perhaps| B[Two]', 'A -->|fail| C[Tell]', 'D[Nobody said what]'];
    commit({
      'DELIVERY.md': documentOf(chart, ['A: { run: x, tiemout: 5m }', 'B: { uses: deploi }', 'C: { uses: notify }']),
    });
    const { problems = [] } = await refusal();
    expect(problems.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['unknown-setting', 'unknown-kind', 'unbound-node']),
    );
    for (const { line, column, message, hint } of problems) {
      expect(line).toBeGreaterThan(1);
      expect(column).toBeGreaterThan(0);
      expect(message).toMatch(/\.$|\?$/);
      expect(hint).not.toBe('');
    }
  });

  test('a document larger than the limits', async () => {
    commit({ 'DELIVERY.md': `${documentOf(['A[One]'], ['A: { run: x }'])}${'x'.repeat(2 * 1024 * 1024)}` });
    expect(await refusal()).toMatchObject({ code: 'file-too-large' });
  });

  test('nothing of these was kept as a run', async () => {
    expect(await (await connect(folder.path, {})).runs()).toEqual([]);
  });
});

describe('a step that misbehaves', () => {
  const only = (line: string) => documentOf(['A[Check] -->|fail| B[Tell]'], [`A: ${line}`, 'B: { uses: notify }']);

  test('a script that is missing fails, and its log says which', async () => {
    commit({ 'package.json': '{"name":"x","version":"1.0.0"}', 'DELIVERY.md': only('{ run: npm run lnit }') });
    const { id, step } = await runToEnd();
    expect(step).toMatchObject({ outcome: 'fail' });
    expect(await (await connect(folder.path, {})).log({ run: id, node: 'A' })).toContain('Missing script');
  });

  test('one that prints a gigabyte keeps its beginning, its end, and a bounded log', async () => {
    const print = "echo first; head -c 1073741824 /dev/zero | tr '\\\\0' x; echo; echo last";
    commit({ 'DELIVERY.md': only(`{ run: "${print}", timeout: 2m }`) });
    const { id, step } = await runToEnd();
    expect(step).toMatchObject({ outcome: 'pass' });
    const { size } = statSync(join(folder.path, '.shipchart', 'blobs', 'runs', id, 'A', '1.log'));
    expect(size).toBeLessThan(20 * 1024 * 1024);
  }, 150_000);

  test('one that never ends is ended with all its children', async () => {
    commit({ 'DELIVERY.md': only('{ run: "sleep 4711 & sleep 4711", timeout: 1s }') });
    const { step } = await runToEnd();
    expect(step).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('longer than 1s') as string });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 4711');
  });

  test('a report that was promised and not written fails the step', async () => {
    commit({ 'DELIVERY.md': only('{ run: "true", reports: { junit: nowhere.xml } }') });
    const { step } = await runToEnd();
    expect(step).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('nowhere.xml') as string });
  });
});

describe('a server that can not start', () => {
  let taken: Server;
  afterAll(() => taken.close());

  test('a port in use is named, with what to do', async () => {
    taken = createServer().listen(0, '127.0.0.1');
    const port = await until('the port', () => {
      const address = taken.address();
      return typeof address === 'object' && address !== null ? address.port : undefined;
    });
    const other = temporaryFolder('port');
    writeFileSync(join(other.path, 'shipchart.yaml'), `shipchart: 1\nport: ${port}\n`);
    const program = shipchart(other.path, ['up']);
    expect((await program.ended).code).toBe(1);
    expect(program.said()).toContain(`Port ${port} is taken`);
    expect(program.said()).toContain('shipchart.yaml');
    await other.remove();
  });

  test('a configuration with mistakes: all of them, with line and column', async () => {
    const other = temporaryFolder('configuration');
    writeFileSync(join(other.path, 'shipchart.yaml'), 'shipchart: 1\nport: many\ntrust-pushers: maybe\n');
    const program = shipchart(other.path, ['up']);
    expect((await program.ended).code).toBe(1);
    expect(program.said()).toMatch(/shipchart\.yaml:2:7: port: /);
    expect(program.said()).toMatch(/shipchart\.yaml:3:16: trust-pushers: /);
    await other.remove();
  });

  test('a second server on the same folder is refused, and the first goes on', async () => {
    const second = shipchart(folder.path, ['up']);
    expect((await second.ended).code).toBe(1);
    expect(second.said()).toMatch(/in use/);
    expect((await (await connect(folder.path, {})).health()).ok).toBe(true);
  });
});

async function refusal(ref = 'main') {
  const client = await connect(folder.path, {});
  const error = await client.start({ ref }).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return (
    error as {
      refusal: {
        code: string;
        message: string;
        hint: string;
        problems?: { line: number; column: number; rule: string; message: string; hint: string }[];
      };
    }
  ).refusal;
}

async function runToEnd() {
  const client = await connect(folder.path, {});
  const { id } = await client.start({ ref: 'main' });
  const run = await until(
    'the end',
    async () => {
      const view = await client.run(id);
      return view.phase === 'ended' ? view : undefined;
    },
    140_000,
  );
  return { id, step: run.steps.find(({ node }) => node === 'A') };
}

function commit(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) write(name, text);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Try this');
}

function write(name: string, text: string): void {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(join(folder.path, name), text);
}

function git(...words: string[]): void {
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...words], {
    cwd: folder.path,
    stdio: 'pipe',
  });
}
