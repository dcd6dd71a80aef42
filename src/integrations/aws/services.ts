import {
  DescribeServicesCommand,
  TagResourceCommand,
  UpdateServiceCommand,
  type ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';
import { WorldFailure } from '../../ports/failure.ts';
import { answered } from './refusal.ts';

const TAG = 'shipchart:task-definition';

/** Services of ECS by name, with their tags. @throws WorldFailure `service-missing` */
export async function readServices(client: ECSClient, cluster: string, names: readonly string[]): Promise<Service[]> {
  const command = new DescribeServicesCommand({ cluster, services: [...names], include: ['TAGS'] });
  const { services = [] } = await answered(client.send(command), `read the services ${names.join(', ')} of ${cluster}`);
  return names.map((name) => {
    const found = services.find(({ serviceName, status }) => serviceName === name && status !== 'INACTIVE');
    return found ?? missing(cluster, name);
  });
}

/** What Shipchart last wanted there: ECS itself may have gone back since. */
export function wantedIn({ tags }: Service): string | undefined {
  return tags?.find(({ key }) => key === TAG)?.value;
}

/** Says first what is wanted, and then asks for it, so that a return to the old definition is seen as one. */
export async function update(
  client: ECSClient,
  cluster: string,
  service: Service,
  wanted: { definition: string; count: number },
): Promise<void> {
  const { serviceArn, serviceName: name } = service;
  const tags = [{ key: TAG, value: wanted.definition }];
  if (wantedIn(service) !== wanted.definition)
    await answered(client.send(new TagResourceCommand({ resourceArn: serviceArn, tags })), `tag the service ${name}`);
  const command = new UpdateServiceCommand({
    cluster,
    service: name,
    taskDefinition: wanted.definition,
    desiredCount: wanted.count,
  });
  await answered(client.send(command), `update the service ${name} of ${cluster}`);
}

export async function scaleToNothing(client: ECSClient, cluster: string, { serviceName }: Service): Promise<void> {
  const command = new UpdateServiceCommand({ cluster, service: serviceName, desiredCount: 0 });
  await answered(client.send(command), `scale the service ${serviceName} of ${cluster} down`);
}

/** Two masters of one listener would undo each other's work. @throws WorldFailure `ecs-own-strategy` */
export function assertOurs({ serviceName, deploymentController, deploymentConfiguration }: Service): void {
  const controller = deploymentController?.type ?? 'ECS';
  const strategy = deploymentConfiguration?.strategy ?? 'ROLLING';
  if (controller === 'ECS' && strategy === 'ROLLING') return;
  throw new WorldFailure({
    code: 'ecs-own-strategy',
    message: `The service ${serviceName} is deployed by ${controller === 'ECS' ? `ECS’s own ${strategy}` : controller}, which moves the traffic itself.`,
    hint: 'Shipchart sets the weights, so the service needs the controller ECS with the strategy ROLLING; one listener takes one master.',
    retry: false,
  });
}

function missing(cluster: string, name: string): never {
  throw new WorldFailure({
    code: 'service-missing',
    message: `There is no service ${name} in the cluster ${cluster}.`,
    hint: 'Make it, with its target group and nothing running, or correct `services:` in shipchart.yaml.',
    retry: false,
  });
}
