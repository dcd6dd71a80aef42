import { join } from 'node:path';
import { connectDocker } from '../integrations/docker/engine.ts';
import { createDockerBuilder } from '../integrations/docker/image-builder.ts';
import { createImageStore, type Registry } from '../integrations/docker/image-store.ts';
import { createDockerRuntime, type DockerEnvironment } from '../integrations/docker/runtime.ts';
import { createHaproxyMetrics } from '../integrations/haproxy/metrics.ts';
import { createHaproxyRouter } from '../integrations/haproxy/router.ts';
import { milliseconds } from '../lib/settings.ts';
import type { Cdn } from '../ports/cdn.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { StepPorts } from '../steps/step-ports.ts';
import { ecrAt } from './aws-registry.ts';
import type { Configuration, EnvironmentConfiguration } from './configuration.ts';
import { siteOf } from './database.ts';
import { containers } from './docker-settings.ts';
import { secretAt } from './secret.ts';

/** What takes the local host's place where environments run on Docker. */
export type World = Pick<StepPorts, 'runtime' | 'router' | 'metrics' | 'images' | 'cdn'> & {
  close(): Promise<void>;
};

/** Undefined where nothing runs on Docker. */
export async function openDockerWorld(configuration: Configuration): Promise<World | undefined> {
  const { docker: chosen, data, environments } = configuration;
  if (!chosen || Object.values(environments).some(({ ecs }) => ecs)) return undefined;
  const engine = connectDocker(chosen.socket);
  const registry = await registryOf(configuration);
  const runtime = createDockerRuntime({
    engine,
    images: createImageStore(engine, registry),
    site: await siteOf(data),
    settingsOf: (name) => settingsOf(configured(environments, name)),
    now: Date.now,
  });
  const router = createHaproxyRouter({
    settingsOf: (name) => routerOf(configured(environments, name), name),
    directory: join(data, 'haproxy'),
    targets: runtime.targets,
    statusOf: runtime.status,
    now: Date.now,
  });
  return {
    runtime,
    router,
    metrics: createHaproxyMetrics(router),
    images: createDockerBuilder(engine, registry),
    cdn: NO_CDN,
    close: () => engine.close(),
  };
}

/** A registry of ECR that has no password of its own is logged in to by AWS's. */
export async function registryOf(configuration: Configuration): Promise<Registry | undefined> {
  const chosen = configuration.docker?.registry;
  if (!chosen) return undefined;
  const { prefix, user, password } = chosen;
  if (user === undefined || password === undefined) return (await ecrAt(configuration, prefix)) ?? { prefix };
  const secret = secretAt(password);
  return { prefix, login: async () => ({ user, password: await secret() }) };
}

export function configured(
  environments: Readonly<Record<string, EnvironmentConfiguration>>,
  name: string,
): EnvironmentConfiguration {
  const found = environments[name];
  if (found) return found;
  throw new WorldFailure({
    code: 'environment-unknown',
    message: `There is no environment called ${name}.`,
    hint: 'Add it under `environments:` in shipchart.yaml.',
    retry: false,
  });
}

function settingsOf({
  docker: own,
  health,
  'warm-up': warmUp,
  variables,
}: EnvironmentConfiguration): DockerEnvironment {
  const { instances, network, port, memory, cpus, drain, 'start-within': start } = own ?? containers.parse({});
  return {
    instances,
    network,
    port,
    variables,
    memoryMib: memory,
    cpus,
    healthPath: health,
    healthSeconds: Math.ceil(milliseconds(start) / 1_000),
    drainSeconds: Math.ceil(milliseconds(drain) / 1_000),
    warmUp,
  };
}

function routerOf({ haproxy: own }: EnvironmentConfiguration, name: string) {
  if (!own) throw new Error(`${name} was let in without its router`);
  return { socket: own.socket, backend: own.backend, stateFile: own['state-file'] };
}

export const NO_CDN: Cdn = {
  invalidate: (environment) => Promise.reject(cdnMissing(environment)),
  status: (environment) => Promise.reject(cdnMissing(environment)),
};

function cdnMissing(environment: string): WorldFailure {
  return new WorldFailure({
    code: 'cdn-missing',
    message: `No cache that Shipchart can empty stands in front of ${environment}.`,
    hint: 'Take the cdn-invalidation node out of the chart, or bind it to a command.',
    retry: false,
  });
}
