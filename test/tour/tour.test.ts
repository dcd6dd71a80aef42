import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shipchart, temporaryFolder } from '../support/programs.ts';

const TOUR_MS_MAX = 240_000;
const folder = temporaryFolder('tour');
let said = '';
let code: number | null = null;

/** The newcomer's minute, for real: pushes, checks, image, browser, load, canary, rollback. */
beforeAll(async () => {
  const tour = shipchart(folder.path, ['try']);
  code = (await tour.ended).code;
  said = tour.said();
}, TOUR_MS_MAX);

afterAll(() => folder.remove());

describe('shipchart try', () => {
  test('exits 0: all three stories went as told', () => {
    expect(code, said).toBe(0);
  });

  test('version 1 goes all the way', () => {
    expect(said).toMatch(/✓ Version 1 .*: delivered after/);
    expect(said).toMatch(/MONITOR healthy → FULL_ROLLOUT done → CDN done, NOTIFY_OK done/);
  });

  test('version 2 is rolled back, and the story says how many requests failed', () => {
    expect(said).toMatch(/✓ Version 2 .*: rolled back after/);
    expect(said).toMatch(/MONITOR anomaly → ROLLBACK_PROD done → INCIDENT done/);
    expect(said).toMatch(/The canary failed \d+ of its \d+ requests/);
    expect(said).toMatch(/incident to on-call/);
  });

  test('version 3 is told to the developer and never built', () => {
    expect(said).toMatch(/✓ Version 3 .*: failed after/);
    expect(said).toMatch(/CI done → LINT pass, UNIT fail, SEC pass → NOTIFY_FAIL done\n/);
  });

  test('names no secret and no bug of its own', () => {
    expect(said).not.toMatch(/a bug of its own/);
  });
});
