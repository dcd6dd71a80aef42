import type { AlbEnvironment } from '../integrations/aws/router.ts';
import type { CountedPlace } from '../integrations/aws/request-counts.ts';
import type { EcsEnvironment } from '../integrations/aws/runtime.ts';
import { connectDocker } from '../integrations/docker/engine.ts';
import { createDockerBuilder } from '../integrations/docker/image-builder.ts';
import { milliseconds } from '../lib/settings.ts';
import { placeOf } from './aws-places.ts';
import { ecrAt } from './aws-registry.ts';
import type { Configuration } from './configuration.ts';
import { configured, NO_CDN, registryOf, type World } from './docker-environments.ts';

/** Undefined where no environment is on ECS. AWS's clients are loaded only where one is. */
export async function openAwsWorld(configuration: Configuration): Promise<World | undefined> {
  const { docker, environments } = configuration;
  if (!docker?.registry || !Object.values(environments).some(({ ecs }) => ecs)) return undefined;
  const { createEcsRuntime } = await import('../integrations/aws/runtime.ts');
  const { createAlbRouter } = await import('../integrations/aws/router.ts');
  const { createAlbMetrics } = await import('../integrations/aws/metrics.ts');
  const engine = connectDocker(docker.socket);
  const { prefix } = docker.registry;
  const ecr = await ecrAt(configuration, prefix);
  const open = await openEnvironments(configuration);
  const at = (name: string) => {
    configured(environments, name);
    return open.get(name) ?? notOnEcs(name);
  };
  const runtime = createEcsRuntime({
    settingsOf: (name) => at(name).runtime,
    imageOf: ecr?.imageOf ?? (async (service, digest) => `${prefix}/${service}@${digest}`),
    now: Date.now,
  });
  const metrics = createAlbMetrics({
    settingsOf: (name) => at(name).counted,
    launchOf: runtime.launchOf,
    now: Date.now,
  });
  const router = createAlbRouter({
    settingsOf: (name) => at(name).router,
    statusOf: runtime.status,
    counters: metrics.counters,
  });
  const images = createDockerBuilder(engine, await registryOf(configuration));
  return { runtime, router, metrics, images, cdn: NO_CDN, close: () => engine.close() };
}

interface OpenEnvironment {
  runtime: EcsEnvironment;
  router: AlbEnvironment;
  counted: CountedPlace;
}

async function openEnvironments(configuration: Configuration): Promise<Map<string, OpenEnvironment>> {
  const { ecsClient } = await import('../integrations/aws/runtime.ts');
  const { logsClient } = await import('../integrations/aws/last-lines.ts');
  const { albClient } = await import('../integrations/aws/router.ts');
  const { cloudWatchClient } = await import('../integrations/aws/request-counts.ts');
  const open = new Map<string, OpenEnvironment>();
  for (const [name, { ecs, alb, variables }] of Object.entries(configuration.environments)) {
    if (!ecs || !alb) continue;
    const place = placeOf(configuration, name);
    const services = Object.entries(ecs.services).map(([service, each]) => [
      service,
      { ...each, container: each.container ?? service },
    ]);
    const groups = { blue: alb.blue, green: alb.green };
    open.set(name, {
      runtime: {
        client: ecsClient(place),
        logs: logsClient(place),
        cluster: ecs.cluster,
        services: Object.fromEntries(services) as EcsEnvironment['services'],
        instances: ecs.instances,
        variables,
        startSeconds: Math.ceil(milliseconds(ecs['start-within']) / 1_000),
      },
      router: { client: albClient(place), rule: alb.rule, groups },
      counted: { client: cloudWatchClient(place), groups, loadBalancer: alb['load-balancer'] },
    });
  }
  return open;
}

function notOnEcs(name: string): never {
  throw new Error(`${name} was let in without \`ecs:\` and \`alb:\``);
}
