import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contextOf, ends } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import type { Advisory } from '../../ports/advisories.ts';
import type { SecurityScanSettings } from './declaration.ts';
import { secretsIn } from './find-secrets.ts';
import { securityScan } from './security-scan.ts';

const SETTINGS: SecurityScanSettings = { 'fail-on': 'high', advisories: 'required' };
/** Put together here, so that no scanner takes this file for a leak. */
const KEY = ['AKIA', 'ABCDEFGHIJKLMNOP'].join('');
const SECRETS: Record<string, string> = {
  'an AWS access key': KEY,
  'a private key': ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' '),
  'a GitHub token': `ghp_${'a1'.repeat(18)}`,
  'a GitLab token': `glpat-${'a1'.repeat(10)}`,
  'a Slack token': `xoxb-${'1'.repeat(12)}`,
  'a Slack webhook': `hooks.slack.com/services/T${'A'.repeat(8)}/B${'B'.repeat(8)}/${'c'.repeat(24)}`,
  'an npm token': `npm_${'a1'.repeat(18)}`,
  'a Stripe live key': `sk_live_${'a1'.repeat(12)}`,
  'a Google API key': `AIza${'a'.repeat(35)}`,
  'a password in an address': ['postgres://shop:', 'hunter2-long@db.example.org'].join(''),
};

let world: World;
beforeEach(() => {
  world = newWorld();
  world.directory = mkdtempSync(join(tmpdir(), 'shipchart-scan-'));
});
afterEach(() => rmSync(world.directory, { recursive: true }));

test('a secret fails it, by place and kind; its text is repeated nowhere', async () => {
  files({ 'src/a.ts': 'fine', 'deep/b.env': `# key\n\nAWS=${KEY}\n` });
  const context = contextOf(SETTINGS, { world });
  const end = ends(await securityScan.start(context));
  expect(end).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('1 secrets in the tree') as string });
  expect(end.evidence?.[0]?.facts['secrets']).toEqual([{ file: 'deep/b.env', line: 3, what: 'an AWS access key' }]);
  expect(context.lines).toContain('  deep/b.env:3: looks like an AWS access key');
  expect(JSON.stringify([end, context.lines, world.calls])).not.toContain(KEY);
});

test.each(Object.entries(SECRETS))('%s is seen in a line, unless it is there on purpose', (what, text) => {
  expect(secretsIn('f', `before\nvalue = "${text}"\n`)).toEqual([{ file: 'f', line: 2, what }]);
  expect(secretsIn('f', `value = "${text}" # shipchart:allow-secret\n`)).toEqual([]);
});

test.each([
  'AKIA stands for a key',
  'postgres://user:pass@localhost/db',
  'postgres://${USER}:${PASSWORD}@db.example.org',
  'npm_config_cache',
  '-----BEGIN CERTIFICATE-----',
])('prose and placeholders are not: %s', (text) => expect(secretsIn('f', text)).toEqual([]));

test('binary, large and missing files are left out, and counted', async () => {
  files({ 'a.bin': `\0${KEY}`, 'big.txt': KEY.repeat(60_000), 'fine.txt': 'fine' });
  world.files.push('gone.txt');
  const context = contextOf(SETTINGS, { world });
  expect(ends(await securityScan.start(context)).outcome).toBe('pass');
  expect(context.lines[0]).toBe('secrets: looked through 1 files, 0 found; 3 binary or large files left out.');
});

test('advisories fail it from the severity on that was asked for', async () => {
  files({});
  world.advisories = { state: 'answered', findings: [advisory('low'), advisory('high'), advisory('critical')] };
  const numbers = async (least: SecurityScanSettings['fail-on']) => {
    const end = ends(await securityScan.start(contextOf({ ...SETTINGS, 'fail-on': least }, { world })));
    return [end.outcome, (end.output as { numbers: { vulnerabilities: number } }).numbers.vulnerabilities];
  };
  expect(await numbers('low')).toEqual(['fail', 3]);
  expect(await numbers('high')).toEqual(['fail', 2]);
  expect(await numbers('critical')).toEqual(['fail', 1]);
  world.advisories = { state: 'answered', findings: [advisory('moderate')] };
  expect(await numbers('high')).toEqual(['pass', 0]);
});

test('advisories that are required and can not be had: it could not be carried out', async () => {
  files({});
  world.advisories = { state: 'unreachable', reason: 'no route' };
  const asked = securityScan.start(contextOf(SETTINGS, { world }));
  await expect(asked).rejects.toMatchObject({ code: 'advisories-unreachable', retry: true, message: /no route/ });
});

test('when-reachable goes on and says so; no number of vulnerabilities is made up', async () => {
  files({});
  world.advisories = { state: 'unreachable', reason: 'no route' };
  const context = contextOf({ ...SETTINGS, advisories: 'when-reachable' } as const, { world });
  const end = ends(await securityScan.start(context));
  expect(end).toMatchObject({ outcome: 'pass', output: { numbers: { secrets: 0 } } });
  expect(end.output).not.toHaveProperty('numbers.vulnerabilities');
  expect(end.evidence?.[0]).toMatchObject({ facts: { gap: 'no route' } });
  expect(context.lines.join()).toContain('COULD NOT BE ASKED FOR: no route');
});

test('off asks nobody', async () => {
  files({});
  const end = ends(await securityScan.start(contextOf({ ...SETTINGS, advisories: 'off' } as const, { world })));
  expect(end.reason).toBe('no secrets in the tree');
  expect(world.callsOf('advisories.ask')).toEqual([]);
});

test('a folder that stands where a file was is no reason to stop', async () => {
  mkdirSync(join(world.directory, 'folder'));
  symlinkSync('nowhere', join(world.directory, 'dangling'));
  world.files = ['folder', 'dangling'];
  expect(ends(await securityScan.start(contextOf(SETTINGS, { world }))).outcome).toBe('pass');
});

function files(texts: Record<string, string>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(world.directory, path)), { recursive: true });
    writeFileSync(join(world.directory, path), text);
  }
  world.files = Object.keys(texts);
}

function advisory(severity: Advisory['severity']): Advisory {
  return { package: 'left-pad', version: '1.0.0', severity, title: 'pads too far', link: 'https://example.org/1' };
}
