import { setTimeout as pause } from 'node:timers/promises';
import type { Environment, Rollback } from '../engine/environment/environment.ts';
import type { JobEffect } from '../store/jobs.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Weights } from '../ports/release.ts';
import { returnTo } from '../rollout/return-to.ts';
import { shiftTraffic } from '../rollout/shift-traffic.ts';
import { sameWeights, sayWeights, share } from '../rollout/weights.ts';
import type { Shell } from './shell.ts';

const LOOK_AGAIN_MS = 500;
/** One job's looks; the queue hands the job out again after that. */
const LOOKS_MAX = 240;
/** Not verified after this long, it wakes people itself and goes on. */
const ALARM_AFTER_MS = 60_000;

type Effect = Extract<JobEffect, { type: 'roll-back' }>;

/**
 * What a person asked for with `shipchart rollback`: traffic moved and verified, cached answers dropped, people told with the evidence. Whatever
 * fails is tried again; it ends when it is done, or when a newer rollback takes over.
 */
export async function rollBack(shell: Shell, effect: Effect, signal: AbortSignal): Promise<void> {
  let alarmed = false;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const environment = await shell.store.environment(effect.environment);
    const { rollback } = environment;
    if (rollback?.fence !== effect.fence) return;
    const why = await attempt(shell, environment, rollback);
    if (why === undefined) return;
    alarmed ||= await wokeWhenLate(shell, environment, rollback, why);
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
  throw new WorldFailure({
    code: 'not-rolled-back',
    message: `${effect.environment} is not rolled back yet.`,
    hint: 'It is tried again.',
    retry: true,
  });
}

/** Why it is not done yet; undefined once it is. */
async function attempt(shell: Shell, environment: Environment, rollback: Rollback): Promise<string | undefined> {
  const { name } = environment;
  const { router, runtime } = shell.ports;
  const { fence, to } = rollback;
  try {
    const before = await router.weights(name);
    await clearTheWay(shell, environment, rollback, before);
    if ((await returnTo(to, { environment: name, fence, runtime, router })) === 'starting')
      return `${to?.release.id ?? 'nothing'} is starting.`;
    await dropCached(shell, name, fence);
    await tellPeople(shell, environment, rollback, before);
    await shell.store.advanceEnvironment(name, { type: 'rolled-back', fence }, shell.now());
    return undefined;
  } catch (error) {
    if (!(error instanceof WorldFailure)) throw error;
    return `${error.message} ${error.hint}`;
  }
}

/** The release to go back to may need the canary's colour: then the canary loses its traffic to the live release first. */
async function clearTheWay(
  { ports }: Shell,
  { name, live }: Environment,
  { to, fence }: Rollback,
  before: Weights,
): Promise<void> {
  if (!live || !to || to.colour === live.colour || before[to.colour] === 0 || before[to.colour] === 100) return;
  await shiftTraffic(ports, name, { from: before, to: share(live.colour, 100), fence });
}

/** What the bad release answered may stand in the cache in front. */
async function dropCached({ ports }: Shell, environment: string, fence: number): Promise<void> {
  try {
    await ports.cdn.invalidate(environment, ['/*'], `rollback:${environment}:${fence}`);
  } catch (error) {
    if (!(error instanceof WorldFailure) || error.code !== 'cdn-missing') throw error;
  }
}

async function tellPeople(shell: Shell, environment: Environment, rollback: Rollback, before: Weights): Promise<void> {
  const { name } = environment;
  const { owner, reason, to, leaving, fence } = rollback;
  const after = await shell.ports.router.weights(name);
  const moved = sameWeights(before, after)
    ? `Traffic: ${sayWeights(after)}`
    : `Traffic: ${sayWeights(before)}, now ${sayWeights(after)}`;
  const body = [
    `Why: ${reason}`,
    `${moved}, verified.`,
    ...(leaving.length > 0 ? [`Marked bad: ${leaving.map(({ id }) => id).join(', ')}.`] : []),
    `Nothing is delivered to ${name} until somebody has looked and said \`shipchart unlock ${name}\`.`,
  ].join('\n');
  const { runId, project, link } = await about(shell, environment, rollback);
  await shell.ports.notifier.send({
    key: `rollback:${name}:${fence}`,
    project,
    runId,
    to: ['author'],
    tone: 'bad',
    title: `${owner} rolled ${name} back: ${to ? `${to.release.id} serves` : 'nothing serves'}`,
    body,
    link,
  });
}

async function wokeWhenLate(shell: Shell, environment: Environment, rollback: Rollback, why: string): Promise<boolean> {
  if (shell.now() - rollback.since < ALARM_AFTER_MS) return false;
  const { name } = environment;
  const { runId, project, link } = await about(shell, environment, rollback);
  try {
    await shell.ports.pager.open({
      key: `${project}:${name}:${runId}`,
      project,
      environment: name,
      runId,
      severity: 'critical',
      title: `${name} could not be rolled back for a minute`,
      body: why,
      evidence: [],
      link,
    });
    return true;
  } catch (error) {
    if (!(error instanceof WorldFailure)) throw error;
    return false;
  }
}

/** The run whose release is left; its author is told, and an incident that it has open is joined. */
async function about({ store, ports }: Shell, { live, name }: Environment, { leaving, to }: Rollback) {
  const runId = (leaving[0] ?? to?.release ?? live?.release)?.runId ?? '';
  const project = (await store.run(runId))?.project ?? name;
  return { runId, project, link: ports.places.linkTo(runId) };
}
