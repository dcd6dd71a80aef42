import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitAll, makeRepository, type Repository } from '../../src/integrations/local/source/repository.fixture.ts';
import { readConfiguration } from '../../src/main/configuration.ts';
import { startControlPlane, type ControlPlane } from '../../src/main/control-plane.ts';
import type { Run } from '../../src/engine/run.ts';
import { documentOf } from '../support/deliveries.ts';
import { temporaryFolder, until } from '../support/programs.ts';

const STARTING_MS_MAX = 60_000;
const CHART = ['CI --> LINT --> BUILD'];
const STEPS = ['CI: { uses: checkout }', "LINT: { run: 'true' }", 'BUILD: { uses: image }'];
const TRIGGERS = "triggers: { branches: [main], tags: ['v*'] }";

const folder = temporaryFolder('pushes');
let repository: Repository;
let plane: ControlPlane;

/** A real server, a real bare repository, and a real `git push` to it. */
beforeAll(async () => {
  repository = await makeRepository();
  await operatorSays(TRIGGERS);
  await repository.write('DELIVERY.md', documentOf(CHART, STEPS));
  await commitAll(repository, 'Begin');
  plane = await startControlPlane(await readConfiguration(folder.path, {}));
}, STARTING_MS_MAX);

afterAll(async () => {
  await plane.stop('everything');
  await repository.remove();
  await folder.remove();
});

test("a push of another branch is checked by the base branch's document; its own is proved and never executed", async () => {
  const marker = join(folder.path, 'executed');
  await repository.git(['checkout', '--quiet', '-b', 'idea']);
  await repository.write(
    'DELIVERY.md',
    documentOf(['CI --> LINT --> OTHER[What]'], ['CI: { uses: checkout }', `LINT: { run: "touch '${marker}'" }`]),
  );
  const run = await pushed('idea', 'check run');
  expect(run).toMatchObject({ purpose: 'check', ending: 'checked', ref: 'refs/heads/idea' });
  expect(run.steps['LINT']).toMatchObject({ outcome: 'pass' });
  expect(run.steps['BUILD']).toMatchObject({ state: 'idle' });
  expect(run.proposal).toMatchObject({ change: 'changed', problems: [{ rule: 'unbound-node', line: 3 }] });
  await expect(access(marker)).rejects.toThrow('ENOENT');
  const proposed = await fetch(`${plane.address}/api/runs/${run.id}/chart.svg?proposed=1`);
  expect(await proposed.text()).toContain('OTHER');
});

test('what `shipchart run --check` asks for is the same, of any commit', async () => {
  await repository.git(['checkout', '--quiet', '-B', 'worse', 'main']);
  await repository.write('package.json', '{}');
  await repository.git(['add', '--all']);
  await repository.git(['commit', '--quiet', '-m', 'Worse']);
  await repository.git(['push', '--quiet', 'origin', 'HEAD:refs/stash/worse']);
  const commit = await repository.git(['rev-parse', 'HEAD']);
  const answer = await fetch(`${plane.address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${plane.tokens.own}` },
    body: JSON.stringify({ ref: commit, check: true }),
  });
  expect(await answer.json()).toMatchObject({ purpose: 'check', commit: { id: commit } });
});

test('a tag that the triggers name is delivered', async () => {
  await repository.git(['checkout', '--quiet', 'main']);
  await repository.git(['tag', '-a', 'v1', '-m', 'One']);
  const printed = await repository.git(['push', 'origin', 'v1']);
  const run = await plane.store.run(startedIn(printed, 'run'));
  expect(run).toMatchObject({ purpose: 'delivery', ref: 'refs/tags/v1', commit: { subject: 'Begin' } });
});

test('a ref that is taken away starts nothing', async () => {
  expect(await repository.git(['push', 'origin', ':idea'])).not.toContain('started');
});

test("a document that breaks the operator's policy as it stands now is refused, and who pushes sees the walk", async () => {
  await operatorSays(`${TRIGGERS}\npolicy:\n  - before deploy to production: [ review (seniors) ]`);
  await repository.write(
    'DELIVERY.md',
    documentOf([...CHART, 'BUILD --> SHIP'], [...STEPS, 'SHIP: { uses: deploy, to: production }']),
  );
  const before = (await plane.store.runs({ limit: 100 })).length;
  await repository.git(['commit', '--quiet', '--all', '-m', 'Ship']);
  const printed = await repository.git(['push', 'origin', 'main']);
  expect(printed).toContain('Shipchart did not start a run: DELIVERY.md has a problem');
  expect(printed).toContain(
    'After CI done → LINT pass → BUILD done: `SHIP` changes `production` without `review (seniors)`',
  );
  expect(await plane.store.runs({ limit: 100 })).toHaveLength(before);
});

async function operatorSays(more: string): Promise<void> {
  const text = `shipchart: 1\nport: 0\ntrust-pushers: true\nproject: { name: shop, repository: ${repository.bare} }\n${more}\n`;
  await writeFile(join(folder.path, 'shipchart.yaml'), text);
}

/** Commits what is written, pushes it, and waits until the run that the hook names has ended. */
async function pushed(branch: string, kind: string): Promise<Run> {
  await repository.git(['add', '--all']);
  await repository.git(['commit', '--quiet', '-m', `On ${branch}`]);
  const id = startedIn(await repository.git(['push', 'origin', branch]), kind);
  return until(`${id} to end`, async () => {
    const run = await plane.store.run(id);
    return run?.phase === 'ended' ? run : undefined;
  });
}

function startedIn(printed: string, kind: string): string {
  const [, id] = new RegExp(`remote: ${kind} (\\S+) started`).exec(printed) ?? [];
  if (id === undefined) throw new Error(`no ${kind} was started: ${printed}`);
  return id;
}
