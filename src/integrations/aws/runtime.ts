import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Service, type Task } from '@aws-sdk/client-ecs';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour, Release } from '../../ports/release.ts';
import type { ColourStatus, Runtime } from '../../ports/runtime.ts';
import { clientSettings, type AwsPlace } from './account.ts';
import { lastLines } from './last-lines.ts';
import { answered } from './refusal.ts';
import type { Launch } from './request-counts.ts';
import { rolloutOf, sayTrouble, type Trouble } from './rollout.ts';
import { assertOurs, readServices, scaleToNothing, update, wantedIn } from './services.ts';
import { definitionOf, readDefinition, releaseIn } from './task-definitions.ts';

const STOPPED_LOOKED_AT = 10;

export interface EcsEnvironment {
  client: ECSClient;
  logs: CloudWatchLogsClient;
  cluster: string;
  /** By the name of the release's service, the one that takes requests first. */
  services: Readonly<Record<string, EcsService>>;
  /** Tasks of each service. */
  instances: number;
  variables: Readonly<Record<string, string>>;
  /** A release that is not up after this has failed. */
  startSeconds: number;
}

export interface EcsService {
  /** The services of ECS, by colour. */
  blue: string;
  green: string;
  /** Family of the task definition that releases are made after. */
  template: string;
  container: string;
}

export interface EcsParts {
  /** @throws where it is not on ECS */
  settingsOf(environment: string): EcsEnvironment;
  /** The image that a task is made of. @throws WorldFailure `image-missing` */
  imageOf(service: string, digest: string): Promise<string>;
  now(): number;
}

export interface EcsRuntime extends Runtime {
  /** When what takes requests in a colour was launched. */
  launchOf(environment: string, colour: Colour): Promise<Launch | undefined>;
}

export function ecsClient(place: AwsPlace): ECSClient {
  return new ECSClient(clientSettings(place));
}

/**
 * Releases as services of ECS, two for each service of a release. What was wanted stands in a tag of the service and in the labels of the task
 * definition, so that nothing is lost with the control plane. ECS drains what it stops, by the target group's deregistration delay.
 */
export function createEcsRuntime(parts: EcsParts): EcsRuntime {
  const servicesIn = (environment: string, colour: Colour) => {
    const { client, cluster, services } = parts.settingsOf(environment);
    return readServices(
      client,
      cluster,
      Object.values(services).map((each) => each[colour]),
    );
  };
  return {
    async launch(environment, colour, release) {
      const settings = parts.settingsOf(environment);
      const standing = await servicesIn(environment, colour);
      standing.forEach(assertOurs);
      const definitions = await definitionsOf(parts, settings, release, environment);
      for (const [index, definition] of definitions.entries()) {
        const service = standing[index] as Service;
        if (isAsked(service, definition, settings.instances)) continue;
        await update(settings.client, settings.cluster, service, { definition, count: settings.instances });
      }
    },
    async status(environment, colour) {
      return statusOf(parts, parts.settingsOf(environment), await servicesIn(environment, colour));
    },
    async retire(environment, colour) {
      const { client, cluster } = parts.settingsOf(environment);
      for (const service of await servicesIn(environment, colour))
        if (service.desiredCount !== 0) await scaleToNothing(client, cluster, service);
    },
    async launchOf(environment, colour) {
      const [service] = await servicesIn(environment, colour);
      const wanted = service && wantedIn(service);
      const live = service?.deployments?.find(
        ({ status, taskDefinition }) => status === 'PRIMARY' && taskDefinition === wanted,
      );
      return live?.id === undefined || !live.createdAt ? undefined : { id: live.id, atMs: live.createdAt.getTime() };
    },
  };
}

/** The task definition of each service that is configured, in their order. */
async function definitionsOf(
  parts: EcsParts,
  { client, services, variables }: EcsEnvironment,
  release: Release,
  environment: string,
): Promise<string[]> {
  const [configured, given] = [Object.keys(services).toSorted(), Object.keys(release.services).toSorted()];
  if (configured.join() !== given.join()) throw servicesDiffer(environment, configured, given);
  const images = new Map<string, string>();
  // All images are there before anything is registered.
  for (const [name, digest] of Object.entries(release.services)) images.set(name, await parts.imageOf(name, digest));
  const arns: string[] = [];
  for (const [name, { template: family, container }] of Object.entries(services)) {
    const order = { release, image: images.get(name) ?? '' };
    arns.push(await definitionOf(client, { family, container, variables }, order));
  }
  return arns;
}

/** The same was asked for and ECS has not given it up: a repeat changes nothing. */
function isAsked(service: Service, definition: string, instances: number): boolean {
  const live = service.deployments?.find(({ status }) => status === 'PRIMARY');
  const same = wantedIn(service) === definition && live?.taskDefinition === definition;
  return same && service.desiredCount === instances && live.rolloutState !== 'FAILED';
}

async function statusOf(
  parts: EcsParts,
  settings: EcsEnvironment,
  standing: readonly Service[],
): Promise<ColourStatus> {
  const limits = { now: parts.now(), startMs: settings.startSeconds * 1_000 };
  const looks = await Promise.all(
    standing.map(async (service) => {
      const wanted = wantedIn(service);
      const stopped = service.desiredCount === 0 ? [] : await stoppedTasks(settings, service);
      return { service, wanted, rollout: rolloutOf(service, wanted, stopped, limits) };
    }),
  );
  const [entry] = looks;
  if (entry?.wanted === undefined || entry.rollout.state === 'empty') return { state: 'empty' };
  const release = releaseIn(await readDefinition(settings.client, entry.wanted));
  if (!release) return { state: 'empty' };
  for (const [index, { wanted, rollout }] of looks.entries())
    if (rollout.state === 'failed')
      return { state: 'failed', release, detail: await tell(settings, index, wanted, rollout.trouble) };
  if (!looks.every(({ rollout }) => rollout.state === 'healthy')) return { state: 'starting', release };
  return { state: 'healthy', release, instances: entry.service.runningCount ?? 0 };
}

async function stoppedTasks({ client, cluster }: EcsEnvironment, { serviceName }: Service): Promise<Task[]> {
  const list = new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED', maxResults: STOPPED_LOOKED_AT });
  const { taskArns = [] } = await answered(client.send(list), `list the tasks of ${serviceName} that ended`);
  if (taskArns.length === 0) return [];
  const describe = new DescribeTasksCommand({ cluster, tasks: taskArns });
  const { tasks = [] } = await answered(client.send(describe), `read the tasks of ${serviceName} that ended`);
  return tasks.toSorted((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
}

async function tell(
  { client, logs, services }: EcsEnvironment,
  index: number,
  wanted: string | undefined,
  trouble: Trouble,
): Promise<string> {
  const [name, { container }] = Object.entries(services)[index] as [string, EcsService];
  const said = sayTrouble(name, trouble);
  if (trouble.kind !== 'crashing' || wanted === undefined) return said;
  const lines = await lastLines(logs, await readDefinition(client, wanted), container, trouble.task);
  return lines === undefined ? said : `${said}\n${lines}`;
}

function servicesDiffer(environment: string, configured: readonly string[], given: readonly string[]): WorldFailure {
  return new WorldFailure({
    code: 'services-differ',
    message: `The release holds ${given.join(', ') || 'no service'}, and ${environment} is configured for ${configured.join(', ')}.`,
    hint: 'Let `ecs: { services: … }` in shipchart.yaml name exactly the services that the image steps make.',
    retry: false,
  });
}
