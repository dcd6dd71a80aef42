import { proveDocument } from '../chart/prove-document.ts';
import type { Delivery } from '../chart/delivery.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Source } from '../ports/source.ts';
import { RequestRefused } from '../server/refused.ts';
import type { Services } from '../server/services.ts';
import { summarise } from '../server/views/run-summary.ts';
import { declarations } from '../steps/kinds.ts';
import type { Store } from '../store/store.ts';
import { startRun } from '../worker/start-run.ts';
import { RunNotStarted, type Starter } from '../worker/starter.ts';
import { isProduction, type Configuration } from './configuration.ts';
import type { PolicyNow } from './operator-policy.ts';
import { isPullRequest } from './triggers.ts';

/** How the server starts runs: the same way for a push, a command and an adoption. */
export function createStarter(parts: {
  configuration: Configuration;
  store: Store;
  source: Source;
  policy: PolicyNow;
  /** The ref whose document check runs execute. */
  base: string;
}): Services['startRun'] {
  const { configuration, store, source, policy, base } = parts;
  const environments = Object.keys(configuration.environments);
  const starter: Starter = {
    store,
    source,
    declarations,
    project: { ...configuration.project, base },
    readDelivery: async (fileName, text, how) => {
      const held = how === 'without policy' ? undefined : await policy();
      return proveDocument(fileName, text, declarations, { environments, ...(held ? { policy: held } : {}) });
    },
    whyNot: (delivery, ref) => whyNot(configuration, delivery, ref),
    now: Date.now,
  };
  return async ({ ref, commit, adopt, purpose = 'delivery' }, by) => {
    try {
      const order = {
        ref,
        purpose,
        by: by.name,
        ...(commit === undefined ? {} : { commit, dedupe: `push ${ref} ${commit}` }),
        ...(adopt === undefined ? {} : { adopt }),
      };
      const run = await startRun(starter, order);
      return summarise(run, await store.deliveryOf(run));
    } catch (error) {
      throw asRefusal(error);
    }
  };
}

function whyNot(
  configuration: Configuration,
  delivery: Delivery,
  ref: string,
): { message: string; hint: string } | undefined {
  if (isPullRequest(ref) && !configuration.trustPushers)
    return {
      message: "Commands run here as the server's own user, and a pull request may come from anybody.",
      hint: 'If everybody who can open one is trusted with this machine, say `trust-pushers: true` in shipchart.yaml.',
    };
  const used = Object.values(delivery.steps).flatMap((step) => (step.environment ? [step.environment] : []));
  const unknown = used.find(({ name }) => !configuration.environments[name]);
  if (unknown) {
    const known = Object.keys(configuration.environments).join(', ');
    return {
      message: `There is no environment "${unknown.name}" here.`,
      hint: `Known: ${known}. The operator adds environments in shipchart.yaml.`,
    };
  }
  const production = used.find(({ name, access }) => access === 'changes' && isProductionHere(configuration, name));
  if (!production || configuration.trustPushers) return undefined;
  return {
    message: `Commands run here as the server's own user, so whoever can push could reach ${production.name} past every gate.`,
    hint: 'If everybody who can push is trusted with that, say `trust-pushers: true` in shipchart.yaml.',
  };
}

function isProductionHere({ environments }: Configuration, name: string): boolean {
  const environment = environments[name];
  return environment !== undefined && isProduction(name, environment);
}

function asRefusal(error: unknown): unknown {
  if (error instanceof RunNotStarted) {
    const { code, message, hint, problems } = error;
    return new RequestRefused(422, { code, message, hint, problems: [...problems] });
  }
  if (error instanceof WorldFailure) {
    return new RequestRefused(422, { code: error.code, message: error.message, hint: error.hint });
  }
  return error;
}
