import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/cli/connection/connect.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';
import { documentOf } from '../support/deliveries.ts';

const KILLS = 4;
const folder = temporaryFolder('killed');
let program: Program;

/** A delivery of steps that take long enough to be killed in: commands, both environments, an approval. */
const DOCUMENT = documentOf(
  [
    'CI[Checkout] --> ONE[One]',
    'CI --> TWO[Two]',
    'ONE -->|pass| BUILD[Image]',
    'TWO -->|pass| BUILD',
    'BUILD --> STAGING[Staging]',
    'STAGING --> REVIEW[Review]',
    'REVIEW -->|approved| PRODUCTION[Production]',
    'ONE -->|fail| TELL[Tell]',
    'TWO -->|fail| TELL',
    'REVIEW -->|rejected| TELL',
  ],
  [
    'CI: { uses: checkout }',
    'ONE: { run: "sleep 1; echo one >> $HOME/ran" }',
    'TWO: { run: "sleep 2; echo two >> $HOME/ran" }',
    'BUILD: { uses: image }',
    'STAGING: { uses: deploy, to: staging }',
    'REVIEW: { uses: review, by: reviewers }',
    'PRODUCTION: { uses: deploy, to: production }',
    'TELL: { uses: notify }',
  ],
);

const SERVICE = `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST);
`;

beforeAll(() => {
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  write('DELIVERY.md', DOCUMENT);
  write('server.js', SERVICE);
  write(
    'package.json',
    JSON.stringify({ name: 'killed', version: '1.0.0', type: 'module', scripts: { start: 'node server.js' } }),
  );
  write('.gitignore', '.shipchart\n');
  write('shipchart.yaml', 'shipchart: 1\nport: 0\ntrust-pushers: true\npeople: { ann: { groups: [reviewers] } }\n');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...words], {
      cwd: folder.path,
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'One');
});

afterAll(async () => {
  program.child.kill('SIGINT');
  await program.ended;
  const { connectLocalHost } = await import('../../src/main/local-environments.ts');
  await (await connectLocalHost(join(folder.path, '.shipchart'), {})).stop();
  await folder.remove();
});

test('a run goes on where it was, however often the control plane is killed', async () => {
  program = await start();
  const { id } = await (await client()).start({ ref: 'main' });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300 + kill * 250));
    program.child.kill('SIGKILL');
    await program.ended;
    program = await start();
  }
  await until('the review', async () =>
    (await (await client()).run(id)).waitsForPeople.length > 0 ? true : undefined,
  );
  program.child.kill('SIGKILL');
  await program.ended;
  program = await start();
  const token = readFileSync(join(folder.path, '.shipchart', 'people', 'ann.token'), 'utf8').trim();
  await (await client(token)).answer(id, { decision: 'approved' });
  const run = await until('the end', async () => {
    const view = await (await client()).run(id);
    return view.phase === 'ended' ? view : undefined;
  });
  expect(run.ending, program.said()).toBe('delivered');
  expect(ran()).toEqual(['one', 'two']);
  const production = await (await client()).environment('production');
  expect(production.live?.release).toMatch(/^shipchart-killed.*@|@/);
  expect(production.claim).toBeUndefined();
}, 120_000);

/** Commands belong to the host process, so a killed control plane neither loses nor repeats them. */
function ran(): string[] {
  return readFileSync(join(folder.path, '.shipchart', 'home', 'ran'), 'utf8')
    .trim()
    .split('\n')
    .sort();
}

async function start(): Promise<Program> {
  const started = shipchart(folder.path, ['up']);
  await until('the server', () => (started.said().includes('#token=') ? true : undefined));
  return started;
}

function client(token?: string) {
  return connect(folder.path, token === undefined ? {} : { SHIPCHART_TOKEN: token });
}
