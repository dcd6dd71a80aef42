import { newEnvironment, type Environment, type Slot } from '../../src/engine/environment/environment.ts';
import type { Ended, Progress, Waiting } from '../../src/engine/progress.ts';
import type { Release } from '../../src/ports/release.ts';
import type { EarlierStep, StepContext } from '../../src/steps/step.ts';
import { COMMIT } from './example-commit.ts';
import { newWorld, type World } from './world.ts';

export const NOW = 1_800_000_000_000;

/** What a test says of a step's call; everything else is the plainest there is. */
export interface Called {
  world?: World;
  environment?: Environment;
}

/** A context as the worker would make it, with every line that the step logs. */
export function contextOf<Settings>(
  settings: Settings,
  given: Partial<Omit<StepContext, 'settings' | 'ports' | 'environment'>> & Called = {},
): StepContext<Settings> & { lines: string[]; world: World } {
  const { world = newWorld(), environment, ...rest } = given;
  const lines: string[] = [];
  return {
    run: {
      id: 'shop-7',
      number: 7,
      project: 'shop',
      commit: COMMIT,
      ref: 'refs/heads/main',
      purpose: 'delivery',
      startedBy: 'ada',
      startedAt: NOW,
      document: 'd1',
      fresh: false,
    },
    node: 'STEP',
    label: 'Step',
    visit: 1,
    attempt: 1,
    key: 'shop-7:STEP:1',
    settings,
    memo: undefined,
    signals: [],
    kept: undefined,
    earlier: [],
    causes: [],
    environment: environment && { name: environment.name, state: environment, fence: environment.fence },
    release: undefined,
    thenTraffic: false,
    drawn: [],
    now: NOW,
    secrets: async () => ({}),
    log: (line) => void lines.push(line),
    signal: new AbortController().signal,
    ports: world.ports,
    ...rest,
    lines,
    world,
  };
}

export function releaseOf(name: string, runId = 'shop-6'): Release {
  return { id: `shop@${name}`, services: { shop: `sha256:${name}` }, commit: name, runId };
}

export function slotOf(name: string, colour: Slot['colour'], runId?: string): Slot {
  return { release: releaseOf(name, runId), colour };
}

/** Production, claimed by the run of `contextOf`. */
export function production(state: Partial<Environment> = {}): Environment {
  return { ...newEnvironment('production'), fence: 4, claim: { runId: 'shop-7', fence: 4, since: NOW }, ...state };
}

export function earlier(node: string, outcome: string, more: Partial<EarlierStep> = {}): EarlierStep {
  return {
    node,
    kind: 'command',
    label: node,
    outcome,
    way: 'forward',
    couldNotRun: false,
    reason: undefined,
    output: undefined,
    environment: undefined,
    evidence: [],
    bound: undefined,
    ...more,
  };
}

/** The progress as one that waits; anything else fails the test. */
export function waits(progress: Progress): Waiting {
  if (progress.kind !== 'waiting') throw new Error(`it does not wait: ${JSON.stringify(progress)}`);
  return progress;
}

/** The progress as one that ended; anything else fails the test. */
export function ends(progress: Progress): Ended {
  if (progress.kind !== 'ended') throw new Error(`it has not ended: ${JSON.stringify(progress)}`);
  return progress;
}
