import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentOf } from '../../../test/support/deliveries.ts';
import { declarations } from '../../steps/kinds.ts';
import { runCli } from '../testing/run-cli.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shipchart-policy-'));
  await write('DELIVERY.md', documentOf(['BUILD --> ASK -->|approved| SHIP'], STEPS));
});
afterEach(() => rm(directory, { recursive: true }));

const STEPS = [
  'BUILD: { uses: image }',
  'ASK: { uses: review, by: seniors }',
  'SHIP: { uses: deploy, to: production }',
];
const RULE = 'policy:\n  - before deploy to production: [ review (seniors) ]\n';

test("the policy of the operator's file in this folder is proved, and said to hold", async () => {
  expect((await check()).lines.join('\n')).not.toContain('policy');
  await write('shipchart.yaml', `shipchart: 1\n${RULE}`);
  const { exitCode, lines } = await check();
  expect({ exitCode, last: lines.at(-1) }).toEqual({ exitCode: 0, last: '✓ policy: holds (1 rule).' });
  expect((await check('--json')).json()).toMatchObject({
    files: [{ policy: { file: 'shipchart.yaml', rules: 1, holds: true } }],
  });
});

test('a rule about nothing in the chart is named', async () => {
  await write('shipchart.yaml', `${RULE}  - before deploy to staging: [ review (seniors) ]\n`);
  expect((await check()).lines.at(-1)).toBe(
    '✓ policy: holds (2 rules; nothing here to hold up "before deploy to staging").',
  );
});

test('a document that breaks it is refused, with the walk', async () => {
  await write('other.yaml', RULE.replace('seniors', 'admins'));
  const { exitCode, lines } = await check('--policy', 'other.yaml');
  expect(exitCode).toBe(1);
  expect(lines.join('\n')).toContain(
    'After BUILD done → ASK approved: `SHIP` changes `production` without `review (admins)`',
  );
  expect(lines.join('\n')).toContain('other.yaml:2.');
  expect((await check('--policy', 'other.yaml', '--json')).json()).toMatchObject({
    files: [{ policy: { holds: false }, problems: [{ severity: 'warning' }, { rule: 'policy' }] }],
  });
});

test.each([
  [
    'one with a mistake proves nothing',
    'policy:\n  - before deploy to production: [ revew ]\n',
    1,
    'other.yaml:2:36: There is no step kind',
  ],
  ['one that is not there', undefined, 2, 'There is no file other.yaml here.'],
  ['a file without one', 'shipchart: 1\n', 2, 'other.yaml has no `policy:`.'],
])('%s', async (_, text, exitCode, said) => {
  if (text !== undefined) await write('other.yaml', text);
  const told = await check('--policy', 'other.yaml');
  expect(told.exitCode).toBe(exitCode);
  expect(told.asides.join('\n')).toContain(said);
});

function check(...options: string[]) {
  return runCli(['check', ...options], { directory, declarations });
}

function write(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text);
}
