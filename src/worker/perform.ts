import type { Delivery } from '../chart/delivery.ts';
import type { StepEffect } from '../engine/effect.ts';
import type { Broke, Progress } from '../engine/progress.ts';
import { stateOf, stepKey, type Run } from '../engine/run.ts';
import { WorldFailure } from '../ports/failure.ts';
import { logName } from '../steps/log-name.ts';
import type { Job } from '../store/jobs.ts';
import type { StepContext, StepKind } from '../steps/step.ts';
import { maskedText } from '../lib/masked-json.ts';
import { giveSecrets, secretNames } from './give-secrets.ts';
import { holdToPolicy } from './hold-to-policy.ts';
import { advanceWith, loadRun, type Shell } from './shell.ts';
import { maskedProgress } from './masked-progress.ts';
import { stepContext } from './step-context.ts';

/** Calls the step and advances the run with its answer. A call that was overtaken meanwhile is not made. */
export async function perform(
  shell: Shell,
  runId: string,
  { node, visit, look, call }: Extract<StepEffect, { type: 'perform' }>,
  signal: AbortSignal,
  job?: Job,
): Promise<void> {
  const loaded = await loadRun(shell, runId);
  if (!loaded || !isWanted(loaded.run, node, visit, look)) return;
  const key = stepKey(loaded.run, node);
  const controller = new AbortController();
  shell.calls.set(key, controller);
  try {
    const names = secretNames(shell, loaded.delivery, node);
    const mask = await shell.secrets.valuesToMask(loaded.run.project, names);
    const { kind, context } = await prepare(shell, loaded, node, AbortSignal.any([signal, controller.signal]), mask);
    const progress = maskedProgress(mask, await answerOf(shell, loaded, kind, context, call));
    await advanceWith(shell, runId, { type: 'progressed', node, visit, look, progress }, job);
  } finally {
    shell.calls.delete(key);
  }
}

function isWanted(run: Run, node: string, visit: number, look: number): boolean {
  const state = stateOf(run, node);
  return state.state === 'active' && state.visit === visit && state.look === look;
}

async function prepare(
  shell: Shell,
  { run, delivery }: { run: Run; delivery: Delivery },
  node: string,
  signal: AbortSignal,
  mask: readonly string[] = [],
): Promise<{ kind: StepKind; context: StepContext }> {
  const step = delivery.steps[node];
  const kind = step && shell.kinds[step.kind];
  if (!step || !kind) throw new Error(`run ${run.id} has a step ${node} of a kind that is not here`);
  const environment = step.environment ? await shell.store.environment(step.environment.name) : undefined;
  const log = logName({ run, node, visit: stateOf(run, node).visit });
  const context = stepContext({ delivery, run, environment }, step, {
    now: shell.now(),
    signal,
    ports: shell.ports,
    secrets: () => giveSecrets(shell, { run, delivery }, node),
    // A log line that can't be kept (a full disk) must not end the step that says it.
    log: (line) =>
      void shell.ports.blobs
        .append(log, `${maskedText(mask, line)}\n`)
        .catch((error: unknown) => shell.reportBug(error, log)),
  });
  return { kind, context };
}

async function answerOf(
  shell: Shell,
  loaded: { run: Run; delivery: Delivery },
  kind: StepKind,
  context: StepContext,
  call: 'start' | 'check',
): Promise<Progress> {
  try {
    await holdToPolicy(shell, loaded, context.node);
    return await kind[call](context);
  } catch (error) {
    const broke = toBroke(error);
    if (broke.code === 'bug') shell.reportBug(error, `${context.run.id} ${context.node}`);
    context.log(`${broke.message} ${broke.hint}`);
    return broke;
  }
}

function toBroke(error: unknown): Broke {
  if (error instanceof WorldFailure) {
    const { code, message, hint, retry } = error;
    return { kind: 'broke', code, message, hint, retry, ...(code === SURPRISE ? { surprise: true } : {}) };
  }
  return {
    kind: 'broke',
    code: 'bug',
    message: 'Shipchart met a bug of its own in this step; no other step is touched.',
    hint: "The server's log has the details; please report it.",
    retry: false,
  };
}

/** Ends whatever the visit has running. */
export async function halt(
  shell: Shell,
  runId: string,
  { node, visit }: Extract<StepEffect, { type: 'halt' }>,
): Promise<void> {
  const loaded = await loadRun(shell, runId);
  if (!loaded || stateOf(loaded.run, node).visit !== visit) return;
  shell.calls.get(stepKey(loaded.run, node))?.abort();
  const { kind, context } = await prepare(shell, loaded, node, AbortSignal.timeout(HALT_MS));
  await kind.cancel(context);
}

/** What a router or runtime throws when it is not as anybody here left it. */
const SURPRISE = 'weights-surprise';
/** Longest that ending a step may take before the job is tried again. */
const HALT_MS = 60_000;
