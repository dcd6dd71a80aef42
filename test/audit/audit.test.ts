import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.ts';
import { makeRepository, type Repository } from '../../src/integrations/local/source/repository.fixture.ts';
import { readConfiguration } from '../../src/main/configuration.ts';
import { startControlPlane, type ControlPlane } from '../../src/main/control-plane.ts';
import { shipchart, temporaryFolder } from '../support/programs.ts';

const STARTING_MS_MAX = 90_000;

const folder = temporaryFolder('audit');
const heads = join(folder.path, 'elsewhere.jsonl');
const exported = join(folder.path, 'export.jsonl');
let repository: Repository;
let plane: ControlPlane;

beforeAll(async () => {
  repository = await makeRepository();
  await writeFile(
    join(folder.path, 'shipchart.yaml'),
    `shipchart: 1\nport: 0\nproject: { name: shop, repository: '${repository.bare}' }\naudit: { heads: elsewhere.jsonl }\nenvironments: { staging: {} }\n`,
  );
  plane = await startControlPlane(await readConfiguration(folder.path, {}));
  const client = createClient({ baseUrl: plane.address, token: plane.tokens.own });
  await client.lock('staging', { reason: 'freeze over the holidays' });
  await client.setSecret({ name: 'KEY', value: 'correct horse battery' });
  await createClient({ baseUrl: plane.address })
    .unlock('staging')
    .catch(() => undefined);
  await createClient({ baseUrl: plane.address, token: 'stolen' })
    .home()
    .catch(() => undefined);
}, STARTING_MS_MAX);

afterAll(async () => {
  await plane.stop('everything');
  await repository.remove();
  await folder.remove();
});

test('it says who did what on what from where and why, and who was refused; never a secret', async () => {
  const { said } = await cli('audit', 'export');
  await writeFile(exported, said);
  const entries = lines(said).map((line) => JSON.parse((JSON.parse(line) as { entry: string }).entry) as object);
  const [locked, set, unlocked, stolen] = entries as Record<string, unknown>[];
  expect(locked).toMatchObject({
    who: expect.stringMatching(/./) as string,
    what: 'POST /api/environments/staging/lock',
    why: 'freeze over the holidays',
    from: '127.0.0.1',
    result: 'done',
    at: expect.any(Number) as number,
  });
  expect(set).toMatchObject({ what: 'POST /api/secrets', on: 'name=KEY', result: 'done' });
  expect(unlocked).toMatchObject({ who: 'nobody', what: 'POST /api/environments/staging/unlock', result: 'refused' });
  expect(stolen).toMatchObject({ who: 'nobody', what: 'GET /api/home', result: 'refused' });
  expect(said).not.toContain('horse');
  expect(said).not.toContain('stolen');
});

test('verify finds it whole on the server and in an export', async () => {
  expect(await cli('audit', 'verify', '--heads', heads)).toMatchObject({ code: 0 });
  const offline = await cli('audit', 'verify', exported);
  expect(offline.code).toBe(0);
  expect(offline.said).toContain('entries are as they were written');
});

test.each<[string, (kept: string[]) => string[], string]>([
  ['edited', ([first = '', ...rest]) => [first.replace('freeze', 'thaw'), ...rest], 'Entry 1 is not what was written'],
  ['taken out', (kept) => kept.toSpliced(1, 1), 'Entries 2 to 2 are missing'],
  ['moved', ([a = '', b = '', ...rest]) => [b, a, ...rest], 'the order was changed'],
  ['cut off', (kept) => kept.slice(0, 2), 'were cut off'],
])('verify finds an entry that was %s', async (_, tamper, problem) => {
  const file = join(folder.path, 'tampered.jsonl');
  await writeFile(file, tamper(lines(await readFile(exported, 'utf8'))).join('\n'));
  const { code, said } = await cli('audit', 'verify', file, '--heads', heads);
  expect(said).toContain(problem);
  expect(code).toBe(1);
});

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

async function cli(...words: string[]): Promise<{ code: number | null; said: string }> {
  const program = shipchart(folder.path, words);
  const { code } = await program.ended;
  return { code, said: program.said() };
}
