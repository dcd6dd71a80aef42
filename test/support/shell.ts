import type { Shell } from '../../src/worker/shell.ts';
import type { StepKind } from '../../src/steps/step.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Store } from '../../src/store/store.ts';
import { NOW } from './step-context.ts';
import { newWorld, type World } from './world.ts';

/** A worker's shell on a real store, with an in-memory world and step kinds of the test's own. */
export interface GivenShell extends Shell {
  world: World;
  /** What was reported as a bug of ours. */
  bugs: { error: unknown; about: string }[];
}

export function shellOn(store: Store, kinds: Readonly<Record<string, StepKind>> = {}): GivenShell {
  const world = newWorld();
  const bugs: GivenShell['bugs'] = [];
  return {
    store,
    kinds,
    world,
    bugs,
    ports: { ...world.ports, environments: { stateOf: (name) => store.environment(name) } },
    secrets: { give: async () => ({}), valuesToMask: async () => [] },
    policy: async () => undefined,
    now: () => NOW,
    calls: new Map(),
    reportBug: (error, about) => void bugs.push({ error, about }),
  };
}

/** A step kind that answers as a test says; nothing else of it is used. */
export function kindOf(start: StepKind['start'], more: Partial<Pick<StepKind, 'check' | 'cancel'>> = {}): StepKind {
  return { declaration: {} as StepKind['declaration'], start, check: start, cancel: async () => {}, ...more };
}

export const PASSED: Progress = { kind: 'ended', outcome: 'pass' };
