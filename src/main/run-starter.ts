import { check } from '../chart/check.ts';
import { readDelivery } from '../chart/read-delivery.ts';
import type { Delivery } from '../chart/delivery.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Source } from '../ports/source.ts';
import { RequestRefused } from '../server/refused.ts';
import type { Services } from '../server/services.ts';
import { summarise } from '../server/views/run-summary.ts';
import { declarations } from '../steps/kinds.ts';
import type { Store } from '../store/store.ts';
import { RunNotStarted, startRun, type Starter } from '../worker/start-run.ts';
import { isProduction, type Configuration } from './configuration.ts';

/** How the server starts runs: the same way for a push, a command and an adoption. */
export function createStarter(parts: {
  configuration: Configuration;
  store: Store;
  source: Source;
}): Services['startRun'] {
  const { configuration, store, source } = parts;
  const starter: Starter = {
    store,
    source,
    declarations,
    project: configuration.project,
    readDelivery: (fileName, text) => readSound(fileName, text, Object.keys(configuration.environments)),
    whyNot: (delivery) => whyNot(configuration, delivery),
    now: Date.now,
  };
  return async ({ ref, commit, adopt }, by) => {
    try {
      const order = {
        ref,
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

/** A delivery that is bound and proved; problems of both at once. */
function readSound(
  fileName: string,
  text: string,
  environments: readonly string[],
): ReturnType<Starter['readDelivery']> {
  const { delivery, problems } = readDelivery(fileName, text, declarations);
  return delivery ? { delivery, problems: [...problems, ...check(delivery, { environments })] } : { problems };
}

function whyNot(configuration: Configuration, delivery: Delivery): { message: string; hint: string } | undefined {
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
