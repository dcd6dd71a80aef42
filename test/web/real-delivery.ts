import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createClient, type Client } from '../../src/api/client.ts';
import { documentOf } from '../support/deliveries.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';

/** A whole delivery of a tiny service, quick enough to be watched by a test: a long log, a review, and a canary with a rollback. */
const DOCUMENT = documentOf(
  [
    'CI[Checkout] --> LOG[Long log]',
    'LOG -->|pass| BUILD[Image]',
    'LOG -->|fail| TELL[Tell]',
    'BUILD --> ASK[Review]',
    'ASK -->|approved| DEPLOY[Deploy]',
    'ASK -->|rejected| TELL',
    'DEPLOY --> CANARY[Canary]',
    'CANARY --> WATCH[Watch]',
    'WATCH -->|healthy| FULL[Everything]',
    'WATCH -->|anomaly| BACK[Back]',
  ],
  [
    'CI: { uses: checkout }',
    `LOG: { run: 'echo "::group::Numbers"; seq -f "line %.0f" 1 9999; echo "::endgroup::"; echo "Error: the only one"; sleep 1; seq -f "more %.0f" 1 40' }`,
    'BUILD: { uses: image }',
    'ASK: { uses: review, by: reviewers }',
    'DEPLOY: { uses: deploy, to: production }',
    'CANARY: { uses: traffic, to: production, weight: 20 % }',
    'WATCH: { uses: monitor, of: production, for: 5s, at-most: 60s, warm-up: 1s, guard: { errors: { margin: 5 points }, latency: { p50: off, p99: off } }, phi: 3 }',
    'FULL: { uses: traffic, to: production, weight: 100 % }',
    'BACK: { uses: rollback, of: production }',
    'TELL: { uses: notify }',
  ],
);

/** Answers, or fails three times out of four; healthy it always calls itself. */
const service = (fails: boolean) => `import { createServer } from 'node:http';
let asked = 0;
createServer((request, response) => {
  asked += 1;
  response.statusCode = ${String(fails)} && request.url !== '/healthz' && asked % 4 !== 0 ? 500 : 200;
  response.end('ok');
}).listen(process.env.PORT, process.env.HOST);
`;

export interface RealDelivery {
  address: string;
  tokenOf(name: string): string;
  clientOf(name: string): Client;
  commit(subject: string, fails: boolean): void;
  /** The operator asks for a review from now on. */
  writePolicy(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

/** A repository and a server of its own for it. */
export async function startRealDelivery(document = DOCUMENT): Promise<RealDelivery> {
  const folder = temporaryFolder('page');
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...words], {
      cwd: folder.path,
      stdio: 'pipe',
    });
  const commit = (subject: string, fails: boolean) => {
    write('server.js', `// ${subject}\n${service(fails)}`);
    git('add', '--all');
    git('commit', '--quiet', '--message', subject);
  };
  write('DELIVERY.md', document);
  write(
    'package.json',
    JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', scripts: { start: 'node server.js' } }),
  );
  write('.gitignore', '.shipchart\n');
  const configuration = `shipchart: 1\nport: ${port}\ntrust-pushers: true\nproject: { name: shop }\nenvironments: { production: {} }\npeople: { ann: { groups: [reviewers] }, bob: { groups: [reviewers] }, carl: {} }\n`;
  write('shipchart.yaml', configuration);
  git('init', '--quiet', '--initial-branch=main');
  commit('Open the shop', false);

  let program: Program;
  const start = async () => {
    program = shipchart(folder.path, ['up']);
    await until('the server', () => (program.said().includes('#token=') ? true : undefined));
  };
  const kill = async () => {
    program.child.kill('SIGKILL');
    await program.ended;
  };
  const tokenOf = (name: string) =>
    readFileSync(join(folder.path, '.shipchart', 'people', `${name}.token`), 'utf8').trim();
  await start();
  return {
    address,
    tokenOf,
    clientOf: (name) => createClient({ baseUrl: address, token: tokenOf(name) }),
    commit,
    writePolicy: () =>
      write('shipchart.yaml', `${configuration}policy:\n  - before deploy to production: 'review (reviewers, 1)'\n`),
    kill,
    start,
    end: async () => {
      program.child.kill('SIGINT');
      await program.ended;
      const { connectLocalHost } = await import('../../src/main/local-environments.ts');
      await (await connectLocalHost(join(folder.path, '.shipchart'), {})).stop();
      await folder.remove();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', () => resolve()));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
