import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/programs.ts';
import { campaign } from './harness/campaign.ts';
import { chanceOf } from './harness/chance.ts';

const SEED = 20;
const folder = temporaryFolder('faults');
afterAll(() => folder.remove());

/** The short form of `node bin/run.cjs test/faults/main.ts`: each of the tour's stories and as many random charts. */
test('while everything goes wrong, every run ends as it would have, and nothing is lost or done twice', async () => {
  const said: string[] = [];
  const report = await campaign({
    folder: mkdtempSync(join(folder.path, 'try-')),
    chance: chanceOf(SEED),
    forMs: 0,
    faultEveryMs: 2_500,
    say: (line) => said.push(line),
  });
  expect(report.losses, said.join('\n')).toEqual([]);
  expect(report.runs).toBe(7);
  expect(report.faults['control plane killed']).toBeGreaterThan(0);
  expect(report.effects).toBeGreaterThan(5);
  expect(report.requests).toBeGreaterThan(100);
}, 300_000);
