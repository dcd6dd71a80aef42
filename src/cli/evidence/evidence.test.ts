import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EvidenceView } from '../../api/shapes.ts';
import { uncalibrated } from '../../verdict/calibration.ts';
import type { Counts } from '../../verdict/counts.ts';
import { addTotals, NO_TOTALS, plain, recordOf } from '../../verdict/log/record.ts';
import { runThrough } from '../../verdict/log/run-through.ts';
import { headOf, lineOf } from '../../verdict/log/tick-log.ts';
import { completeSettings } from '../../verdict/settings.ts';
import { fakeServer, type FakeServer } from '../testing/fake-server.ts';
import { runCli } from '../testing/run-cli.ts';
import { aRun } from '../testing/views.ts';

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
  server.runs = [aRun()];
});
afterEach(() => server.stop());

const said = (...words: string[]) => runCli(['evidence', ...words], { baseUrl: server.baseUrl });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('every decision with its sentence, its numbers and what came of it', async () => {
  server.evidence = [coverage(), judged().record];
  const { exitCode, lines } = await said();
  expect(exitCode).toBe(0);
  expect(lines).toEqual([
    'GATE: coverage → pass',
    '  Coverage is 91 %.',
    '',
    'MONITOR: errors → anomaly',
    expect.stringContaining('  Anomaly: of the errors'),
    expect.stringMatching(/^ {2}Watched from 2027-01-15 08:00:00 UTC to .*, [\d.]+ s of it with data\.$/),
    expect.stringMatching(/^ {2}Evidence of harm: [\d,]+ to 1; 1,000 to 1 decides\.$/),
    expect.stringMatching(/^ {2}Evidence of health: .* 20 to 1 decides\.$/),
    '  Then: ROLLBACK done.',
  ]);
});

test('judged again from its log, every number is the same to the bit', async () => {
  const { record, log } = judged();
  server.evidence = [coverage(), record];
  server.ticks = { MONITOR: log };
  const { exitCode, lines } = await said('--replay');
  expect(lines.at(-1)).toMatch(/^ {2}Identical: \d+ ticks judged again, every number the same to the bit\.$/);
  expect(exitCode).toBe(0);
});

test('a changed line, a missing one and another record are told apart, with exit code 1', async () => {
  const { record, log } = judged();
  server.evidence = [record];
  server.ticks = { MONITOR: log.replace('"n":3', '"n":3,"missing":"nothing"') };
  const changed = await said('--replay');
  expect(changed).toMatchObject({ exitCode: 1 });
  expect(changed.lines.at(-1)).toContain('Tick 3 of the log (line 4) is not what the decision was made from');
  server.ticks = { MONITOR: log.split('\n').slice(0, 2).join('\n') };
  expect((await said('--replay')).lines.at(-1)).toMatch(/Tick \d+ of the log is missing\.$/);
  server.ticks = { MONITOR: log };
  server.evidence = [{ ...record, facts: { ...record.facts, harm: { ...(record.facts['harm'] as object), log: 9 } } }];
  const other = await said('--replay', '--json');
  expect(other).toMatchObject({ exitCode: 1 });
  expect(other.json()).toMatchObject([
    { replay: { identical: false, difference: { place: 'facts.harm.log', recorded: 9 } } },
  ]);
});

test('a run without a judge has nothing to judge again, and says so', async () => {
  server.evidence = [coverage()];
  expect(await said('--replay')).toMatchObject({
    exitCode: 1,
    asides: [expect.stringContaining('no decision'), expect.any(String)],
  });
  server.evidence = [];
  expect((await said()).lines).toEqual(['shop-12 has decided nothing by evidence.']);
});

function coverage(): EvidenceView {
  const record = { metric: 'coverage', sentence: 'Coverage is 91 %.', decision: 'pass', facts: { value: 91 } };
  return { ...record, node: 'GATE', kind: 'quality-gate', label: 'Gate', visit: 1, next: [] };
}

/** A verdict as a monitor records it, with its log. */
function judged(): { record: EvidenceView; log: string } {
  const startedAtMs = 1_800_000_000_000;
  const [calibration, settings] = [uncalibrated(), completeSettings({ latency: 'off' })];
  const ticks = Array.from({ length: 20 }, (_, i): Counts => {
    const atMs = startedAtMs + (i + 1) * 1_000;
    return { atMs, green: { requests: 50, errors: 3 }, blue: { requests: 950, errors: 1 }, weight: 5 };
  });
  const { answer, course, judged: counted } = runThrough(calibration, settings, ticks, startedAtMs);
  let line = headOf({ run: 'shop-12', node: 'MONITOR', visit: 1, startedAtMs, calibration, settings }, sha256);
  const lines = [line.text];
  for (const tick of ticks.slice(0, counted)) {
    line = lineOf(tick, line.chain, sha256);
    lines.push(line.text);
  }
  const record = recordOf(answer, ticks.slice(0, counted).reduce(addTotals, NO_TOTALS), course);
  const place = {
    node: 'MONITOR',
    kind: 'monitor',
    label: 'Monitor',
    visit: 1,
    outcome: 'anomaly',
    next: ['ROLLBACK done'],
  };
  return { record: { ...record, course: plain(record.course), ...place, log: line.chain }, log: lines.join('\n') };
}
