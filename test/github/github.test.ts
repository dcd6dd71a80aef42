import { sign } from '@octokit/webhooks-methods';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitAll, makeRepository, type Repository } from '../../src/integrations/local/source/repository.fixture.ts';
import { readConfiguration } from '../../src/main/configuration.ts';
import { startControlPlane, type ControlPlane } from '../../src/main/control-plane.ts';
import type { Run } from '../../src/engine/run.ts';
import { documentOf } from '../support/deliveries.ts';
import { temporaryFolder, until } from '../support/programs.ts';

const STARTING_MS_MAX = 60_000;
const SECRET = 'a secret of the webhook';
const STEPS = ['CI: { uses: checkout }', "LINT: { run: 'true' }"];

const folder = temporaryFolder('github');
let repository: Repository;
let there: string;
let plane: ControlPlane;

/** A real server whose GitHub is a bare repository at a `file:` address; what it would send is signed here. */
beforeAll(async () => {
  repository = await makeRepository();
  await repository.write('DELIVERY.md', documentOf(['CI --> LINT'], STEPS));
  await commitAll(repository, 'Begin');
  there = join(repository.folder, 'octo', 'shop.git');
  await mkdir(join(repository.folder, 'octo'));
  await rename(repository.bare, there);
  await repository.git(['remote', 'set-url', 'origin', there]);
  await writeFile(join(folder.path, 'token'), 'ghp_x');
  await writeFile(join(folder.path, 'secret'), SECRET);
  await writeFile(
    join(folder.path, 'shipchart.yaml'),
    `shipchart: 1
port: 0
trust-pushers: true
project: { name: shop, repository: mirror.git }
people: { ann: { groups: [], github: Ann-At-Work } }
integrations:
  github:
    repository: octo/shop
    token: { file: ${join(folder.path, 'token')} }
    webhook-secret: { file: ${join(folder.path, 'secret')} }
    address: file://${repository.folder}
`,
  );
  plane = await startControlPlane(await readConfiguration(folder.path, {}));
}, STARTING_MS_MAX);

afterAll(async () => {
  await plane.stop('everything');
  await repository.remove();
  await folder.remove();
});

test('a push is delivered once, however often it is told, for whoever pushed it', async () => {
  const commit = await commitAll(repository, 'Change');
  const told = pushOf('refs/heads/main', commit, 'ann-at-work');
  expect(await tell('push', told, '1')).toEqual([202, { kept: 'first' }]);
  expect(await tell('push', told, '1')).toEqual([202, { kept: 'repeated' }]);
  expect(await tell('push', told, '2')).toEqual([202, { kept: 'first' }]);
  expect(await runOf(commit)).toMatchObject({ purpose: 'delivery', startedBy: 'ann', ref: 'refs/heads/main' });
  expect((await plane.store.runs({ limit: 100 })).filter((run) => run.commit.id === commit)).toHaveLength(1);
});

test('another branch is checked; a login that nobody here has is no name of ours', async () => {
  await repository.git(['commit', '--quiet', '--allow-empty', '-m', 'Idea']);
  await repository.git(['push', '--quiet', 'origin', 'HEAD:refs/heads/idea']);
  const commit = await repository.git(['rev-parse', 'HEAD']);
  await tell('push', pushOf('refs/heads/idea', commit, 'ann'), '3');
  expect(await runOf(commit)).toMatchObject({ purpose: 'check', startedBy: 'ann@github' });
});

test('a pull request is checked as its merge, once GitHub has made one of its newest commit', async () => {
  const base = await repository.git(['rev-parse', 'origin/main']);
  const head = await repository.git(['commit-tree', `${base}^{tree}`, '-p', base, '-m', 'Propose']);
  const merge = await repository.git(['commit-tree', `${base}^{tree}`, '-p', base, '-p', head, '-m', 'Merge']);
  await repository.git(['push', '--quiet', 'origin', `${base}:refs/pull/7/merge`]);
  const proposal = { action: 'opened', number: 7, pull_request: { head: { sha: head }, base: { ref: 'main' } } };
  await tell('pull_request', { ...proposal, ...about('bob') }, '4');
  await repository.git(['push', '--quiet', '--force', 'origin', `${merge}:refs/pull/7/merge`]);
  expect(await runOf(merge)).toMatchObject({ purpose: 'check', ref: 'refs/pull/7/merge', startedBy: 'bob@github' });
});

test('what is not signed, or for a service that is not configured, is refused', async () => {
  expect((await tell('push', pushOf('refs/heads/main', 'a'.repeat(40), 'ann'), '5', 'guessed'))[0]).toBe(401);
  const answer = await fetch(`${plane.address}/webhooks/toString`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(404);
});

test('a payload above the limit of other requests is taken', async () => {
  const large = { ...pushOf('refs/heads/gone', 'b'.repeat(40), 'ann'), commits: 'x'.repeat(2 * 1024 * 1024) };
  expect(await tell('push', large, '6')).toEqual([202, { kept: 'first' }]);
});

test(
  'what was pushed while nobody listened and no webhook told of is found at the next start',
  async () => {
    await plane.stop('leave-releases');
    const commit = await commitAll(repository, 'Untold');
    plane = await startControlPlane(await readConfiguration(folder.path, {}));
    expect(await runOf(commit)).toMatchObject({ purpose: 'delivery', startedBy: 'somebody@github' });
  },
  STARTING_MS_MAX,
);

function pushOf(ref: string, after: string, login: string) {
  return { ref, after, ...about(login) };
}

function about(login: string) {
  return { repository: { full_name: 'octo/shop' }, sender: { login } };
}

async function tell(event: string, payload: object, delivery: string, secret = SECRET): Promise<[number, unknown]> {
  const body = JSON.stringify(payload);
  const answer = await fetch(`${plane.address}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': delivery,
      'x-hub-signature-256': await sign(secret, body),
    },
    body,
  });
  return [answer.status, await answer.json()];
}

function runOf(commit: string): Promise<Run> {
  return until(`a run of ${commit}`, async () =>
    (await plane.store.runs({ limit: 100 })).find((run) => run.commit.id === commit),
  );
}
