import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { clientSettings, type AwsPlace } from './account.ts';
import { isNamed } from './refusal.ts';

const LINES = 20;
const CHARACTERS_MAX = 2_000;

export function logsClient(place: AwsPlace): CloudWatchLogsClient {
  return new CloudWatchLogsClient(clientSettings(place));
}

/** What a container of a task wrote last, where it writes to CloudWatch; undefined where nobody can know. */
export async function lastLines(
  client: CloudWatchLogsClient,
  definition: TaskDefinition | undefined,
  container: string,
  task: Task,
): Promise<string | undefined> {
  const log = definition?.containerDefinitions?.find(({ name }) => name === container)?.logConfiguration;
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = log?.options ?? {};
  if (log?.logDriver !== 'awslogs' || group === undefined || prefix === undefined) return undefined;
  const stream = `${prefix}/${container}/${task.taskArn?.split('/').at(-1) ?? ''}`;
  const command = new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, limit: LINES });
  const said = await client.send(command).catch((error: unknown) => {
    // That the program failed counts for more than that its lines can't be had.
    if (isNamed(error, 'ResourceNotFoundException', 'AccessDeniedException')) return undefined;
    throw error;
  });
  const text = said?.events?.map(({ message = '' }) => message.trimEnd()).join('\n');
  return text === undefined || text === '' ? undefined : text.slice(-CHARACTERS_MAX);
}
