import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../src/api/client.ts';
import { documentOf } from '../support/deliveries.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';
import { onServer } from '../support/store.ts';

const NAMES = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX'];
/** A killed node is found out after 10 s of silence; its jobs take a few seconds themselves. */
const TAKEN_OVER_MS = 30_000;

/** Each command says when it begins and when it ends: one that ran twice would say it twice. */
const DOCUMENT = documentOf(
  [
    ...NAMES.map((name) => `CI[Checkout] --> ${name}[${name}]`),
    ...NAMES.map((name) => `${name} -->|pass| BUILD[Image]`),
    ...NAMES.map((name) => `${name} -->|fail| TELL[Tell]`),
    'BUILD --> STAGING[Staging]',
    'STAGING --> REVIEW[Review]',
    'REVIEW -->|approved| PRODUCTION[Production]',
    'REVIEW -->|rejected| TELL',
  ],
  [
    'CI: { uses: checkout }',
    ...NAMES.map(
      (name, at) =>
        `${name}: { run: "echo begin ${name} >> $HOME/ran; sleep ${at + 1}; echo end ${name} >> $HOME/ran" }`,
    ),
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

interface Node {
  program: Program;
  client: Client;
}

onServer((server) => {
  const folder = temporaryFolder('nodes');
  const nodes: Node[] = [];

  beforeAll(() => writeProject(folder.path));
  afterAll(async () => {
    for (const { program } of nodes) program.child.kill('SIGINT');
    await Promise.all(nodes.map(({ program }) => program.ended));
    const { connectLocalHost } = await import('../../src/main/local-environments.ts');
    await (await connectLocalHost(join(folder.path, '.shipchart'), {})).stop();
    await folder.remove();
  });

  test('three nodes start at once on an empty database, share every run, and two of them may die', async () => {
    nodes.push(...(await Promise.all([1, 2, 3].map(() => startNode(folder.path, server.url)))));
    const [first, second, third] = nodes as [Node, Node, Node];
    const { id } = await first.client.start({ ref: 'main' });
    await holdersSeen(server.url, 2);

    // Whoever holds something now loses it in the middle.
    await until('the commands', () => (ran(folder.path).length >= 3 ? true : undefined));
    await kill(first);
    const review = async () => ((await third.client.run(id)).waitsForPeople.length > 0 ? true : undefined);
    await until('the review', review, TAKEN_OVER_MS);
    await kill(second);
    await (await reviewerAt(third, folder.path)).answer(id, { decision: 'approved' });
    const run = await until('the end', async () => {
      const view = await third.client.run(id);
      return view.phase === 'ended' ? view : undefined;
    });
    expect(run.ending, third.program.said()).toBe('delivered');
    expect(ran(folder.path).toSorted()).toEqual(NAMES.flatMap((name) => [`begin ${name}`, `end ${name}`]).toSorted());
  }, 120_000);

  test('the command line finds the node that is left, and a new one goes on with all of it', async () => {
    const listed = shipchart(folder.path, ['runs', '--json']);
    expect((await listed.ended).code, listed.said()).toBe(0);
    expect(JSON.parse(listed.said())).toHaveLength(1);
    const fourth = await startNode(folder.path, server.url);
    nodes.push(fourth);
    const production = await fourth.client.environment('production');
    expect(production.live?.release).toBeDefined();
    expect(production.claim).toBeUndefined();
  }, 60_000);

  test('a node of another folder is refused, since what runs and serves stands in the first', async () => {
    const elsewhere = temporaryFolder('elsewhere');
    writeProject(elsewhere.path);
    const refused = shipchart(elsewhere.path, ['up'], { DATABASE_URL: server.url });
    expect((await refused.ended).code).not.toBe(0);
    expect(refused.said()).toContain(`This database works for ${join(folder.path, '.shipchart')}`);
    await elsewhere.remove();
  }, 60_000);
});

async function startNode(directory: string, url: string): Promise<Node> {
  const program = shipchart(directory, ['up', '--port', '0'], { DATABASE_URL: url });
  const said = await until('a node', () => /http:\/\/127\.0\.0\.1:\d+(?=\/#token=)/.exec(program.said())?.[0]);
  const token = /#token=(\S+)/.exec(program.said())?.[1] ?? '';
  return { program, client: createClient({ baseUrl: said, token }) };
}

async function kill({ program }: Node): Promise<void> {
  program.child.kill('SIGKILL');
  await program.ended;
}

/** Resolves once that many nodes were seen holding jobs. */
async function holdersSeen(url: string, count: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const seen = new Set<string>();
  await until(`${count} nodes at work`, async () => {
    const { rows } = await client.query<{ holder: string }>(`select holder from jobs where state = 'active'`);
    for (const { holder } of rows) seen.add(holder);
    return seen.size >= count ? true : undefined;
  });
  await client.end();
}

async function reviewerAt({ program }: Node, directory: string): Promise<Client> {
  const baseUrl = /http:\/\/127\.0\.0\.1:\d+/.exec(program.said())?.[0] ?? '';
  const token = readFileSync(join(directory, '.shipchart', 'people', 'ann.token'), 'utf8').trim();
  return createClient({ baseUrl, token });
}

function ran(directory: string): string[] {
  try {
    return readFileSync(join(directory, '.shipchart', 'home', 'ran'), 'utf8')
      .trim()
      .split('\n');
  } catch {
    return [];
  }
}

function writeProject(directory: string): void {
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  write('DELIVERY.md', DOCUMENT);
  write('server.js', SERVICE);
  write(
    'package.json',
    JSON.stringify({ name: 'nodes', version: '1.0.0', type: 'module', scripts: { start: 'node server.js' } }),
  );
  write('.gitignore', '.shipchart\n');
  write('shipchart.yaml', 'shipchart: 1\nport: 0\ntrust-pushers: true\npeople: { ann: { groups: [reviewers] } }\n');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...words], {
      cwd: directory,
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'One');
}
