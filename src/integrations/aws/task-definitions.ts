import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type ContainerDefinition,
  type ECSClient,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { WorldFailure } from '../../ports/failure.ts';
import type { Release } from '../../ports/release.ts';
import { answered, isNamed } from './refusal.ts';

const LABEL = 'dev.shipchart.release';
const FAMILY_CHARACTERS_MAX = 255;

/** How one service of a release becomes a task. */
export interface TaskTemplate {
  /** The family whose newest revision is the pattern: yours, and never changed by Shipchart. */
  family: string;
  /** Its container that gets the release's image. */
  container: string;
  variables: Readonly<Record<string, string>>;
}

/**
 * The ARN of the task definition of a release, which is registered once: a repeat finds it by its family, whose name holds the run.
 * @throws WorldFailure `template-wrong`
 */
export async function definitionOf(
  client: ECSClient,
  template: TaskTemplate,
  { release, image }: { release: Release; image: string },
): Promise<string> {
  const family = familyOf(template.family, release);
  const known = await readDefinition(client, family);
  if (known?.taskDefinitionArn !== undefined) return known.taskDefinitionArn;
  const pattern = await readDefinition(client, template.family);
  const containers = pattern?.containerDefinitions ?? [];
  if (!pattern || !containers.some(({ name }) => name === template.container))
    throw templateWrong(template, containers);
  const command = new RegisterTaskDefinitionCommand({
    ...copied(pattern),
    family,
    containerDefinitions: containers.map((each) =>
      each.name === template.container ? filled(each, template, { release, image }) : each,
    ),
    tags: [{ key: 'shipchart:run', value: release.runId }],
  });
  const { taskDefinition } = await answered(client.send(command), `register the task definition ${family}`);
  if (taskDefinition?.taskDefinitionArn === undefined) throw new Error('ECS registered a definition without an ARN');
  return taskDefinition.taskDefinitionArn;
}

/** Undefined where nothing is registered by that name. @param name a family (its newest revision) or an ARN */
export async function readDefinition(client: ECSClient, name: string): Promise<TaskDefinition | undefined> {
  const asked = client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })).catch((error: unknown) => {
    if (isNamed(error, 'ClientException')) return undefined;
    throw error;
  });
  return (await answered(asked, `read the task definition ${name}`))?.taskDefinition;
}

/** The release that a definition of ours was made for; undefined for anybody else's. */
export function releaseIn(definition: TaskDefinition | undefined): Release | undefined {
  const text = definition?.containerDefinitions?.map(({ dockerLabels }) => dockerLabels?.[LABEL]).find(Boolean);
  return text === undefined ? undefined : (JSON.parse(text) as Release);
}

function familyOf(template: string, { commit, runId }: Release): string {
  const name = `${template}-${commit.slice(0, 7)}-${runId}`.replaceAll(/[^\w-]/g, '-');
  return name.slice(0, FAMILY_CHARACTERS_MAX);
}

/** All that a definition may be registered with; the rest is what ECS says about it. */
function copied(pattern: TaskDefinition) {
  return {
    taskRoleArn: pattern.taskRoleArn,
    executionRoleArn: pattern.executionRoleArn,
    networkMode: pattern.networkMode,
    volumes: pattern.volumes,
    placementConstraints: pattern.placementConstraints,
    requiresCompatibilities: pattern.requiresCompatibilities,
    cpu: pattern.cpu,
    memory: pattern.memory,
    pidMode: pattern.pidMode,
    ipcMode: pattern.ipcMode,
    proxyConfiguration: pattern.proxyConfiguration,
    runtimePlatform: pattern.runtimePlatform,
    ephemeralStorage: pattern.ephemeralStorage,
  };
}

function filled(
  pattern: ContainerDefinition,
  { variables }: TaskTemplate,
  { release, image }: { release: Release; image: string },
): ContainerDefinition {
  const kept = (pattern.environment ?? []).filter(({ name = '' }) => !(name in variables));
  return {
    ...pattern,
    image,
    environment: [...kept, ...Object.entries(variables).map(([name, value]) => ({ name, value }))],
    dockerLabels: { ...pattern.dockerLabels, [LABEL]: JSON.stringify(release) },
  };
}

function templateWrong({ family, container }: TaskTemplate, containers: readonly ContainerDefinition[]): WorldFailure {
  const found = containers.map(({ name }) => name).join(', ');
  return new WorldFailure({
    code: 'template-wrong',
    message: `The task definition ${family} has no container called ${container}${found === '' ? ': it is not there' : `, only ${found}`}.`,
    hint: 'Correct `template:` or `container:` of the service in shipchart.yaml.',
    retry: false,
  });
}
