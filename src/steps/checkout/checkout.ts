import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../../engine/progress.ts';
import { milliseconds } from '../../lib/settings.ts';
import { followCommand, startCommand, stopCommand, whyFailed } from '../command/follow-command.ts';
import type { StepContext, StepKind } from '../step.ts';
import { checkoutDeclaration, type CheckoutSettings } from './declaration.ts';

/** Files whose content decides what `prepare` installs. */
const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'package.json',
  '.npmrc',
];

type Memo = { directory: string; preparedKey: string };

export const checkout: StepKind<CheckoutSettings> = {
  declaration: checkoutDeclaration,
  start,
  check,
  cancel: stopCommand,
};

async function start(context: StepContext<CheckoutSettings>): Promise<Progress> {
  const { run, ports, settings, log } = context;
  const directory = await ports.workspaces.checkout(run.id, run.commit.id);
  log(`checked out ${run.commit.id.slice(0, 7)} "${run.commit.subject}" by ${run.commit.author}.`);
  if (settings.prepare === undefined) return { kind: 'ended', outcome: 'done' };
  const preparedKey = await keyOf(directory, run.purpose, settings.prepare);
  if ((await ports.workspaces.restorePrepared(run.id, preparedKey)) === 'restored') {
    log(`${settings.prepare}: reused what an earlier run with the same lock file, Node and platform installed.`);
    return { kind: 'ended', outcome: 'done', output: { prepared: 'reused' } };
  }
  await startCommand(context, { line: settings.prepare, directory, seconds: milliseconds(settings.timeout) / 1_000 });
  return waiting(settings.prepare, { directory, preparedKey });
}

async function check(context: StepContext<CheckoutSettings>): Promise<Progress> {
  const memo = context.memo as Memo;
  const { prepare = '', timeout } = context.settings;
  const end = await followCommand(context, waiting(prepare, memo), start);
  if ('kind' in end) return end;
  const why = whyFailed(end, timeout);
  if (why !== undefined) return { kind: 'ended', outcome: 'failed', reason: `${prepare}: ${why}` };
  const kept = await context.ports.workspaces.keepPrepared(context.run.id, memo.preparedKey);
  if (!kept.kept) context.log(`not kept for later runs: ${kept.reason}`);
  return { kind: 'ended', outcome: 'done', output: { prepared: 'installed', durationMs: end.durationMs } };
}

function waiting(message: string, memo: Memo): Progress & { kind: 'waiting' } {
  return { kind: 'waiting', message, memo };
}

/** What a proposed commit installed is never what a delivery runs on: its own scripts may have written there. */
async function keyOf(directory: string, purpose: 'delivery' | 'check', prepare: string): Promise<string> {
  const parts = [prepare, process.version, process.platform, process.arch, ...(purpose === 'check' ? [purpose] : [])];
  const hash = createHash('sha256').update(JSON.stringify(parts));
  for (const name of LOCK_FILES) {
    const text = await readFile(join(directory, name)).catch(() => undefined);
    if (text) hash.update(JSON.stringify([name, text.length])).update(text);
  }
  return hash.digest('hex');
}
