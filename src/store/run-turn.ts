import type { Delivery } from '../chart/delivery.ts';
import { decide } from '../engine/decide.ts';
import type { ClaimEffect, RunEffect } from '../engine/effect.ts';
import type { EnvironmentEffect, EnvironmentEvent } from '../engine/environment/environment.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Run } from '../engine/run.ts';
import { lockEnvironments, saveEnvironments, takeInto, type LockedEnvironment } from './environment-turn.ts';
import { appendEvents } from './event-log.ts';
import { dueOf, type JobEffect } from './jobs.ts';
import { addToOutbox } from './outbox.ts';
import { asStored, isUnchanged } from './stored.ts';
import type { Writing } from './write.ts';

/** Decisions within one transaction; a run that still goes on after this many has met a bug of ours. */
const DECISIONS_MAX = 1_000;

/** A run whose row is ours until the transaction ends, and what is decided into it. */
export interface RunTurn {
  readonly delivery: Delivery;
  run: Run;
  /** Events it had before; the newest has this number. */
  readonly version: number;
  readonly events: RunEvent[];
  /** The environments it may touch, locked at the first need. */
  environments?: Map<string, LockedEnvironment>;
}

/** Decides `first` into the run and everything that follows at once, until nothing more does; then saves it all. */
export async function takeTurn(writing: Writing, turn: RunTurn, first: RunEvent): Promise<void> {
  const pending = [asStored(first)];
  const wentOn = turn.run.phase !== 'ended';
  for (let decisions = 0; pending.length > 0; decisions += 1) {
    if (decisions >= DECISIONS_MAX) throw new Error(`run ${turn.run.id} did not come to rest`);
    const event = pending.shift();
    if (event) pending.push(...(await takeOne(writing, turn, event)));
  }
  if (turn.events.length > 0) save(writing, turn);
  await saveEnvironments(writing, turn.environments?.values() ?? []);
  if (wentOn && turn.run.phase === 'ended') await addToOutbox(writing, writing.herald.ended(turn.run));
}

/** Gives the events that follow for the same run. */
async function takeOne(writing: Writing, turn: RunTurn, event: RunEvent): Promise<RunEvent[]> {
  if (event.type === 'claim-granted' && !(await isStillGranted(writing, turn, event))) return [];
  const decided = decide(turn.delivery, turn.run, event, writing.now);
  const run = asStored(decided.run);
  if (decided.effects.length === 0 && isUnchanged(turn.run, run)) return [];
  turn.run = run;
  turn.events.push(event);
  return applyEffects(writing, turn, decided.effects);
}

/** A grant travels as a job, and the run may have given the claim back meanwhile: what was taken back must not count as held. */
async function isStillGranted(
  writing: Writing,
  turn: RunTurn,
  { environment, fence }: Extract<RunEvent, { type: 'claim-granted' }>,
): Promise<boolean> {
  const claim = (await lockedEnvironments(writing, turn)).get(environment)?.environment.claim;
  return claim?.runId === turn.run.id && claim.fence === fence;
}

async function applyEffects(writing: Writing, turn: RunTurn, effects: readonly RunEffect[]): Promise<RunEvent[]> {
  const follow: RunEvent[] = [];
  for (const effect of effects) {
    if (effect.type === 'claim' || effect.type === 'release' || effect.type === 'change' || effect.type === 'hold') {
      follow.push(...(await applyToEnvironment(writing, turn, effect)));
    } else order(writing, turn.run.id, effect);
  }
  return follow;
}

async function applyToEnvironment(writing: Writing, turn: RunTurn, effect: ClaimEffect): Promise<RunEvent[]> {
  const locked = (await lockedEnvironments(writing, turn)).get(effect.environment);
  if (!locked) throw new Error(`run ${turn.run.id} has no step that uses ${effect.environment}`);
  const effects = takeInto(locked, eventOf(writing, turn.run, effect), writing.now);
  return effects.flatMap((each) => passOn(writing, turn.run.id, effect.environment, each));
}

function eventOf({ rulesOf }: Writing, run: Run, effect: ClaimEffect): EnvironmentEvent {
  const { id: runId, project, number, ref } = run;
  switch (effect.type) {
    case 'claim': {
      const rules = rulesOf(effect.environment);
      return { type: 'claim-requested', runId, place: { project, number, ref }, ...(rules ? { rules } : {}) };
    }
    case 'hold':
      return { type: 'held', runId, fence: effect.fence, reason: effect.reason };
    case 'release':
      return { type: 'claim-released', runId, passed: effect.passed };
    case 'change':
      return { type: 'changed', runId, fence: effect.fence, change: effect.change };
  }
}

/** What concerns the run at hand is decided here and now; anything for others becomes a job, since their rows are not ours. */
export function passOn(writing: Writing, runId: string, environment: string, effect: EnvironmentEffect): RunEvent[] {
  switch (effect.type) {
    case 'retire':
    case 'roll-back':
      order(writing, runId, { ...effect, environment });
      return [];
    case 'grant': {
      const { fence, live } = effect;
      const event: RunEvent = { type: 'claim-granted', environment, fence, ...(live ? { live } : {}) };
      return tellRun(writing, runId, effect.runId, event);
    }
    case 'evict': {
      const { fence, by, reason } = effect;
      return tellRun(writing, runId, effect.runId, { type: 'evicted', environment, fence, by, reason });
    }
    case 'supersede': {
      const { by, reason } = effect;
      return tellRun(writing, runId, effect.runId, { type: 'stopped', ending: 'superseded', by, reason });
    }
  }
}

function tellRun(writing: Writing, atHand: string, runId: string, event: RunEvent): RunEvent[] {
  if (runId === atHand) return [event];
  order(writing, runId, { type: 'deliver', event });
  return [];
}

function order(writing: Writing, runId: string, effect: JobEffect): void {
  writing.jobs.push({ runId, effect, due: dueOf(effect, writing.now) });
}

/** The environments that the run's chart uses, their rows ours until the transaction ends. */
export async function lockedEnvironments(writing: Writing, turn: RunTurn): Promise<Map<string, LockedEnvironment>> {
  const names = Object.values(turn.delivery.steps).flatMap((step) => step.environment?.name ?? []);
  turn.environments ??= await lockEnvironments(writing.sql, names);
  return turn.environments;
}

function save(writing: Writing, { run, version, events }: RunTurn): void {
  const newest = version + events.length;
  appendEvents(writing.sql, 'run', run.id, version + 1, writing.now, events);
  writing.sql.post('update runs set state = $2, version = $3, phase = $4, ending = $5, ended_at = $6 where id = $1', [
    run.id,
    JSON.stringify(run),
    newest,
    run.phase,
    run.ending ?? null,
    run.endedAt ?? null,
  ]);
  writing.changes.push({ type: 'run', id: run.id, version: newest });
}
