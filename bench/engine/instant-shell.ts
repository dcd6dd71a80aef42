import type { Environment, EnvironmentChange, Slot } from '../../src/engine/environment/environment.ts';
import type { Progress } from '../../src/engine/progress.ts';
import { share } from '../../src/rollout/weights.ts';
import { stepKinds } from '../../src/steps/kinds.ts';
import type { StepContext, StepKind } from '../../src/steps/step.ts';
import type { TrafficSettings } from '../../src/steps/traffic/declaration.ts';
import type { StepPorts } from '../../src/steps/step-ports.ts';
import type { Store } from '../../src/store/store.ts';
import type { Shell } from '../../src/worker/shell.ts';

/** The best outcome of each kind; the seed's chart then goes all the way. */
const OUTCOMES: Readonly<Record<string, string>> = {
  command: 'pass',
  'security-scan': 'pass',
  'load-test': 'pass',
  'quality-gate': 'approved',
  'approval-rule': 'yes',
  review: 'approved',
  monitor: 'healthy',
};

/** The worker's shell with steps that end at once: what is left is what the engine costs. */
export function instantShell(store: Store): Shell {
  const kinds = Object.fromEntries(
    Object.entries(stepKinds).map(([name, kind]): [string, StepKind] => [name, instant(name, kind)]),
  );
  return {
    store,
    kinds,
    ports: instantPorts(store) as unknown as StepPorts,
    secrets: { give: async () => ({}), valuesToMask: async () => [] },
    policy: async () => undefined,
    now: Date.now,
    calls: new Map(),
    reportBug: (error, about) => console.error(about, error),
  };
}

/** What the worker itself calls: environments always serve what is live. */
function instantPorts(store: Store) {
  const live = async (environment: string) => (await store.environment(environment)).live;
  return {
    workspaces: { discard: async () => {} },
    runtime: {
      retire: async () => {},
      status: async (environment: string) => ({ state: 'healthy', release: (await live(environment))?.release }),
    },
    router: {
      weights: async (environment: string) => share((await live(environment))?.colour ?? 'blue', FULL),
      shift: async () => {},
    },
  };
}

function instant(name: string, kind: StepKind): StepKind {
  const outcome = OUTCOMES[name] ?? 'done';
  const end = async (context: StepContext): Promise<Progress> => ({ kind: 'ended', outcome, ...moved(name, context) });
  return { ...kind, start: end, check: end, cancel: async () => {} };
}

/** What deploy and traffic say of the environment; without it every run would have to be settled. */
const MOVES: Readonly<Record<string, (context: StepContext, state: Environment) => EnvironmentChange>> = {
  deploy: ({ run, thenTraffic }, { live }) => {
    const release = { id: run.id, services: {}, commit: run.commit.id, runId: run.id };
    const slot: Slot = { colour: live?.colour === 'blue' ? 'green' : 'blue', release };
    return { type: live && thenTraffic ? 'launched' : 'went-live', slot };
  },
  traffic: ({ settings }, { live, candidate }) => {
    const { weight } = settings as TrafficSettings;
    const slot = candidate ?? live;
    if (!slot) throw new Error('no release was deployed');
    return candidate && weight < FULL ? { type: 'split', weight } : { type: 'went-live', slot };
  },
};

function moved(name: string, context: StepContext): { changes?: EnvironmentChange[] } {
  const move = MOVES[name];
  return move && context.environment ? { changes: [move(context, context.environment.state)] } : {};
}

const FULL = 100;
