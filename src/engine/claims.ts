import type { EnvironmentUse } from '../chart/declaration.ts';
import type { ClaimState, Run } from './run.ts';
import { isUnderway, stateOf } from './run.ts';
import { orderStart } from './order-call.ts';
import { reopenDecisions } from './retry/reopen-decisions.ts';
import type { RunEvent } from './event.ts';
import { stopRun } from './stop.ts';
import { stepOf, type Turn } from './turn.ts';

/** Starts the step if the run holds the environment, else asks for it and lets the step wait in the open. */
export function claimFor(turn: Turn, node: string, use: EnvironmentUse): void {
  const claim = turn.run.claims[use.name];
  if (claim?.state === 'held') return useEnvironment(turn, node, use, claim);
  const state = stateOf(turn.run, node);
  state.state = 'claiming';
  state.message = `waits for ${use.name}`;
  if (!claim || claim.state === 'released') {
    turn.run.claims[use.name] = { state: 'waiting', fence: claim?.fence ?? 0, disturbed: false };
    turn.effects.push({ type: 'claim', environment: use.name });
  }
}

/** The environment is ours: every step that waited for it starts; what was decided about another live release is decided anew first. */
export function grantClaim(turn: Turn, event: Extract<RunEvent, { type: 'claim-granted' }>): void {
  const { environment, fence } = event;
  const claim = turn.run.claims[environment];
  if (claim?.state !== 'waiting') return giveBackUnwanted(turn, environment, claim);
  // A grant from before the claim was last given back comes too late: the environment is somebody else's by now.
  if (fence <= claim.fence) return;
  const held: ClaimState = { ...claim, state: 'held', fence };
  turn.run.claims[environment] = held;
  const reopened = reopenDecisions(turn, event);
  const waiting = turn.delivery.order.filter((node) => isClaiming(turn, node, environment));
  // People may take a day to decide again; nobody else shall wait for them.
  if (reopened && waiting.length === 0) return release(turn, environment, held);
  for (const node of waiting) {
    const use = stepOf(turn.delivery, node).environment;
    if (use) useEnvironment(turn, node, use, held);
  }
}

function isClaiming({ delivery, run }: Turn, node: string, environment: string): boolean {
  return stateOf(run, node).state === 'claiming' && stepOf(delivery, node).environment?.name === environment;
}

/** The environment was taken over: there is nothing to give back, and the run ends. */
export function evict(turn: Turn, event: Extract<RunEvent, { type: 'evicted' }>): void {
  const claim = turn.run.claims[event.environment];
  if (!claim || claim.state === 'released' || (claim.state !== 'waiting' && claim.fence !== event.fence)) return;
  claim.state = 'released';
  claim.disturbed = false;
  stopRun(turn, 'cancelled', event.by, event.reason);
}

/** A grant that comes after the run stopped wanting it must not keep the environment from others. */
function giveBackUnwanted(turn: Turn, environment: string, claim: ClaimState | undefined): void {
  if (!claim || claim.state === 'released') turn.effects.push({ type: 'release', environment, passed: false });
}

function useEnvironment(turn: Turn, node: string, use: EnvironmentUse, claim: ClaimState): void {
  delete stateOf(turn.run, node).message;
  if (use.access === 'changes') claim.disturbed = true;
  orderStart(turn, node);
}

/** Gives back each environment that no step of the run can use any more; one that was left between two releases is settled first. */
export function releaseUnneededClaims(turn: Turn): void {
  const needed = environmentsStillUsable(turn);
  for (const [environment, claim] of Object.entries(turn.run.claims)) {
    if (needed.has(environment)) continue;
    if (claim.state === 'waiting') release(turn, environment, claim);
    if (claim.state !== 'held') continue;
    if (claim.disturbed) {
      claim.state = 'settling';
      turn.effects.push({ type: 'settle', environment, fence: claim.fence });
    } else release(turn, environment, claim);
  }
}

/** The environment is back on its stable release. */
export function settled(turn: Turn, environment: string, fence: number): void {
  const claim = turn.run.claims[environment];
  if (claim?.state !== 'settling' || claim.fence !== fence) return;
  claim.disturbed = false;
  release(turn, environment, claim);
}

function release(turn: Turn, environment: string, claim: ClaimState): void {
  const passed = claim.state === 'held' && usesPassed(turn, environment);
  claim.state = 'released';
  turn.effects.push({ type: 'release', environment, passed });
}

/** Whether every step that used the environment ended forward, and at least one moved it. */
function usesPassed(turn: Turn, environment: string): boolean {
  const used = turn.delivery.order
    .map((node) => ({ step: stepOf(turn.delivery, node), state: stateOf(turn.run, node) }))
    .filter(({ step, state }) => step.environment?.name === environment && state.state === 'ended');
  const moved = used.some(({ step }) => step.environment?.access === 'changes');
  return moved && used.every(({ step, state }) => wayOf(step.outcomes, state.outcome) === 'forward');
}

function wayOf(outcomes: readonly { name: string; way: string }[], name: string | undefined): string | undefined {
  return outcomes.find((outcome) => outcome.name === name)?.way;
}

/** Environments that a step under way uses, or that a step reachable from one may still use. */
function environmentsStillUsable(turn: Turn): Set<string> {
  if (turn.run.phase !== 'running') return new Set();
  const reached = reachableFromUnderway(turn);
  const names = new Set<string>();
  for (const node of reached) {
    const use = stepOf(turn.delivery, node).environment;
    if (use) names.add(use.name);
  }
  return names;
}

function reachableFromUnderway({ delivery, run }: Turn): Set<string> {
  const routes = Object.values(delivery.routes);
  const reached = new Set(delivery.order.filter((node) => isUnderway(stateOf(run, node))));
  const frontier = [...reached];
  for (let node = frontier.pop(); node !== undefined; node = frontier.pop()) {
    for (const route of routes) {
      if (route.from !== node || reached.has(route.to) || !couldStillStart(run, route.to, route.back)) continue;
      reached.add(route.to);
      frontier.push(route.to);
    }
  }
  return reached;
}

function couldStillStart(run: Run, node: string, back: boolean): boolean {
  return back || stateOf(run, node).state !== 'ended';
}
