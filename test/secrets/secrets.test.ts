import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitAll, makeRepository, type Repository } from '../../src/integrations/local/source/repository.fixture.ts';
import { readConfiguration } from '../../src/main/configuration.ts';
import { startControlPlane, type ControlPlane } from '../../src/main/control-plane.ts';
import { createClient } from '../../src/api/client.ts';
import { pathOf, routes } from '../../src/api/routes.ts';
import type { Run } from '../../src/engine/run.ts';
import { documentOf } from '../support/deliveries.ts';
import { temporaryFolder, until } from '../support/programs.ts';

const STARTING_MS_MAX = 90_000;
const SECRET = 'h0rse "battery" /staple+ä';
/** Every way in which the masked value may stand somewhere; the command prints each of them. */
const FORMS = {
  plain: SECRET,
  base64: Buffer.from(SECRET).toString('base64').slice(0, 24),
  url: encodeURIComponent(SECRET),
  json: JSON.stringify(SECRET).slice(1, -1),
};
const TELL = `
const s = process.env.KEY;
const out = (text) => process.stdout.write(text + '\\n');
out('plain ' + s); out('base64 ' + Buffer.from(s).toString('base64')); out('inside ' + Buffer.from('user:' + s).toString('base64'));
out('url ' + encodeURIComponent(s)); out('json ' + JSON.stringify({ s }));
out('length ' + s.length);
require('node:fs').writeFileSync('junit.xml', '<testsuite><testcase name="' + s.replaceAll('"', '&quot;') + '"><failure message="' + s.replaceAll('"', '&quot;') + '"/></testcase></testsuite>');
const half = Math.floor(s.length / 2);
process.stderr.write(s.slice(0, half));
setTimeout(() => { process.stderr.write(s.slice(half) + '\\n'); process.exit(3); }, 50);
`;

const folder = temporaryFolder('secrets');
let repository: Repository;
let plane: ControlPlane;

beforeAll(async () => {
  repository = await makeRepository();
  await writeFile(
    join(folder.path, 'shipchart.yaml'),
    `shipchart: 1\nport: 0\nproject: { name: shop, repository: '${repository.bare}' }\nenvironments: { production: {} }\n`,
  );
  await repository.write('tell.cjs', TELL);
  await repository.write(
    'DELIVERY.md',
    documentOf(
      ['CI --> TELL --> LAST'],
      [
        'CI: { uses: checkout }',
        'TELL: { run: node tell.cjs, secrets: [KEY], reports: { junit: junit.xml } }',
        "LAST: { run: 'true' }",
      ],
    ),
  );
  await commitAll(repository, 'Tell everything');
  plane = await startControlPlane(await readConfiguration(folder.path, {}));
}, STARTING_MS_MAX);

afterAll(async () => {
  await plane.stop('everything');
  await repository.remove();
  await folder.remove();
});

test('a command knows its secret, and nothing that its run wrote or that the server answers does', async () => {
  const client = createClient({ baseUrl: plane.address, token: plane.tokens.own });
  await client.setSecret({ name: 'KEY', value: SECRET });
  const run = await over((await client.start({ ref: 'main' })).id);
  const log = await client.log({ run: run.id, node: 'TELL' });
  expect(log).toContain(`length ${SECRET.length}`);
  expect(log.match(/•••/g)?.length).toBeGreaterThanOrEqual(6);
  expect(run.steps['TELL']).toMatchObject({ outcome: 'fail', reason: 'it ended with exit code 3; first failed: •••' });
  expectNoSecret(await everyAnswer(run.id, client), 'answers');
  expectNoSecret(JSON.stringify([run, await plane.store.runEvents(run.id)]), 'database');
  expectNoSecret(JSON.stringify(await plane.store.secrets.list('shop')), 'secrets');
  const audit = await client.audit(0);
  expect(audit).toContain('secret given');
  expectNoSecret(audit, 'audit');
  await expectNoSecretBelow(join(folder.path, '.shipchart'));
});

test('a commit that is only checked gets none', async () => {
  const client = createClient({ baseUrl: plane.address, token: plane.tokens.own });
  const run = await over((await client.start({ ref: 'main', check: true })).id);
  const log = await client.log({ run: run.id, node: 'TELL' });
  expect(log).toContain('A commit that is only checked gets no secrets');
  expect(log).not.toContain('length');
});

test("production's needs a review in the run, and the step says so", async () => {
  const client = createClient({ baseUrl: plane.address, token: plane.tokens.own });
  await client.setSecret({ name: 'PRODUCTION_KEY', environment: 'production', value: SECRET });
  await repository.write(
    'DELIVERY.md',
    documentOf(
      ['CI --> USE --> LAST'],
      [
        'CI: { uses: checkout }',
        'USE: { run: env, secrets: [PRODUCTION_KEY], against: production }',
        "LAST: { run: 'true' }",
      ],
    ),
  );
  await commitAll(repository, 'Reach for production');
  const run = await over((await client.start({ ref: 'main' })).id);
  expect(run.steps['USE']?.couldNotRun).toBe(true);
  expect(await client.audit(0)).toContain('secret asked for');
  expect(run.steps['USE']?.reason).toContain("PRODUCTION_KEY is production's: no review was approved in this run");
});

test('whoever is no operator neither sets nor lists', async () => {
  const hook = (await readFile(plane.tokens.pushFile, 'utf8')).trim();
  const client = createClient({ baseUrl: plane.address, token: hook });
  await expect(client.setSecret({ name: 'KEY', value: 'something else' })).rejects.toThrow('only starts runs');
  await expect(client.secrets()).rejects.toThrow('only starts runs');
});

async function over(id: string): Promise<Run> {
  return until(`the end of ${id}`, async () => {
    const run = await plane.store.run(id);
    return run?.phase === 'ended' ? run : undefined;
  });
}

/** Every GET route about the run, as text. */
async function everyAnswer(run: string, client: ReturnType<typeof createClient>): Promise<string> {
  const paths = Object.values(routes).filter(
    (route) => !['/api/changes', '/chat/clicks', '/api/pushes'].includes(route),
  );
  const answers = await Promise.all(
    paths.map(async (route) => {
      const path = pathOf(route, { run, node: 'TELL', name: 'production', project: 'shop' });
      const response = await fetch(`${plane.address}${path}`, {
        headers: { authorization: `Bearer ${plane.tokens.own}` },
      });
      return text(Readable.fromWeb(response.body as never));
    }),
  );
  return [...answers, JSON.stringify(await client.home())].join('\n');
}

function expectNoSecret(found: string, where: string): void {
  for (const [form, value] of Object.entries(FORMS)) expect(found.includes(value), `${form} in ${where}`).toBe(false);
}

/** Every file of the server but the copies that commands work in: what a command writes there itself is its own. */
async function expectNoSecretBelow(directory: string): Promise<void> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  let looked = 0;
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    if (!file.isFile() || path.includes('/workspaces/')) continue;
    looked++;
    expectNoSecret(await readFile(path, 'utf8'), path);
  }
  expect(looked).toBeGreaterThan(10);
}
