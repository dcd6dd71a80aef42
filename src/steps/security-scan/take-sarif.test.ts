import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contextOf, ends } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import { readSarif } from './read-sarif.ts';
import { securityScan } from './security-scan.ts';

const SETTINGS = { 'fail-on': 'high', advisories: 'off', sarif: 'out.sarif' } as const;
const RULES = [
  { id: 'sqli', properties: { 'security-severity': '9.8' } },
  { id: 'style', defaultConfiguration: { level: 'note' } },
];
const hit = (facts: object) => ({ message: { text: 'M' }, ...facts });
const at = (uri: string, startLine: number) => [
  { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
];
const report = (results: unknown, more: object = {}) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'T', rules: RULES } }, results, ...more }] });
const severities = (...results: object[]) => readSarif(report(results)).map(({ severity }) => severity);

let world: World;
beforeEach(() => {
  world = newWorld();
  world.directory = mkdtempSync(join(tmpdir(), 'shipchart-sarif-'));
});
afterEach(() => rmSync(world.directory, { recursive: true }));

const write = (text: string) => writeFileSync(join(world.directory, 'out.sarif'), text);
const scan = async () => securityScan.start(contextOf(SETTINGS, { world }));

test('a finding at or above the severity fails it, by file and line', async () => {
  write(report([hit({ ruleId: 'style' }), hit({ ruleId: 'sqli', locations: at('src/a.ts', 7) })]));
  const context = contextOf(SETTINGS, { world });
  const end = ends(await securityScan.start(context));
  expect(end).toMatchObject({ outcome: 'fail', output: { numbers: { findings: 1 } } });
  expect(end.evidence?.[0]?.facts['findings']).toMatchObject([
    { tool: 'T', rule: 'sqli', severity: 'critical', file: 'src/a.ts', line: 7, title: 'M' },
    { rule: 'style', severity: 'low', file: '', line: 0 },
  ]);
  expect(context.lines).toContain('  critical: src/a.ts:7: M (T sqli)');
});

test('less grave ones are told and pass', async () => {
  write(report([hit({ ruleId: 'style' })]));
  expect(ends(await scan())).toMatchObject({ outcome: 'pass', output: { numbers: { findings: 0 } } });
});

test('the score counts before the level, the result before its rule, gravest first', () => {
  const levels = ['none', 'note', 'warning', 'error'].map((level) => hit({ level }));
  expect(severities(...levels, hit({}))).toEqual(['high', 'moderate', 'moderate', 'low', 'low']);
  expect(severities(hit({ ruleId: 'sqli', level: 'note' }))).toEqual(['critical']);
  expect(severities(hit({ ruleId: 'sqli/1' }), hit({ ruleIndex: 0 }))).toEqual(['critical', 'critical']);
  expect(severities(hit({ ruleId: 'style', level: 'error' }))).toEqual(['high']);
});

test('what passed or is gone is no finding; what the tool suppressed still is', () => {
  expect(severities(hit({ kind: 'pass' }), hit({ baselineState: 'absent' }))).toEqual([]);
  expect(severities(hit({ suppressions: [{ kind: 'inSource' }] }))).toEqual(['moderate']);
});

test('nothing in a report steers a terminal or floods a log', () => {
  const [found] = readSarif(report([{ message: { text: `\u001B[2J\u202Eevil\n${'x'.repeat(5000)}` } }]));
  expect(found?.title).toMatch(/^\[2J evil x+$/);
  expect(found?.title.length).toBeLessThanOrEqual(300);
});

test.each([
  ['empty', '', /it is empty/],
  ['cut off', report([]).slice(0, -3), /no JSON/],
  ['another version', '{"version":"2.0.0","runs":[]}', /no SARIF 2\.1\.0: version/],
  ['without a run', '{"version":"2.1.0","runs":[]}', /no SARIF 2\.1\.0: runs/],
  ['without results', report(undefined), /did not scan/],
  ['results of null', report(null), /did not scan/],
  ['a tool that failed', report([], { invocations: [{ executionSuccessful: false }] }), /did not come to its end/],
  ['too many findings', report(Array.from({ length: 10_001 }, () => hit({}))), /more than 10000/],
])('%s: could not be carried out', async (_name, text, message) => {
  write(text);
  await expect(scan()).rejects.toMatchObject({ code: 'sarif-unreadable', retry: false, message });
});

test('a report that is missing, huge, committed, a folder or elsewhere is none', async () => {
  const path = join(world.directory, 'out.sarif');
  const refused = async (message: RegExp) =>
    expect(scan()).rejects.toMatchObject({ code: 'sarif-unreadable', message });
  await refused(/not there/);
  write('');
  truncateSync(path, 64 * 1024 ** 2 + 1);
  await refused(/larger than/);
  rmSync(path);
  mkdirSync(path);
  await refused(/no file/);
  rmSync(path, { recursive: true });
  symlinkSync('/etc/hostname', path);
  await refused(/out of the checkout/);
  world.files = ['out.sarif'];
  await refused(/part of the commit/);
});

test.each(['/etc/passwd', '../out.sarif', 'a/../../b', './a.sarif', ''])(
  'the setting takes no path like "%s"',
  (sarif) => {
    expect(securityScan.declaration.settings.safeParse({ sarif }).success).toBe(false);
  },
);
