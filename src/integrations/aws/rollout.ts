import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';

/** What became of what was wanted in one service. */
export type Rollout = { state: 'empty' | 'starting' | 'healthy' } | { state: 'failed'; trouble: Trouble };

export type Trouble =
  | { kind: 'rolled-back' | 'not-placed' | 'unhealthy' | 'slow'; said: string }
  /** `task` is one whose last lines tell more. */
  | { kind: 'crashing'; said: string; task: Task };

const FAILED_TASKS_MAX = 2;

/**
 * Judges by the deployment of the wanted definition: as many tasks as desired may run the old one just as well.
 * @param stopped tasks of the service that ended lately, newest first
 */
export function rolloutOf(
  service: Service,
  wanted: string | undefined,
  stopped: readonly Task[],
  limits: { now: number; startMs: number },
): Rollout {
  if (wanted === undefined || service.desiredCount === 0) return { state: 'empty' };
  const deployment = service.deployments?.find(({ taskDefinition }) => taskDefinition === wanted);
  const ended = stopped.filter(({ taskDefinitionArn }) => taskDefinitionArn === wanted);
  if (deployment?.status !== 'PRIMARY' || deployment.rolloutState === 'FAILED')
    return {
      state: 'failed',
      trouble: why(service, ended) ?? { kind: 'rolled-back', said: sayRolledBack(deployment) },
    };
  if (isDone(service, deployment)) return { state: 'healthy' };
  const waitedMs = limits.now - (deployment.createdAt?.getTime() ?? limits.now);
  const crashing = (deployment.failedTasks ?? 0) > FAILED_TASKS_MAX;
  if (!crashing && waitedMs < limits.startMs) return { state: 'starting' };
  return { state: 'failed', trouble: why(service, ended) ?? slow(deployment, limits.startMs) };
}

/** A person's words for it, without the lines of the program. */
export function sayTrouble(service: string, { kind, said }: Trouble): string {
  const what = {
    'rolled-back': 'ECS gave the release up and went back to the one before',
    'not-placed': 'no place was found for its tasks',
    unhealthy: 'its tasks run and are not healthy',
    crashing: 'its tasks end by themselves',
    slow: 'it is not up in time',
  }[kind];
  return `${service}: ${what}: ${said}`;
}

/** Later a task may be on its way to be replaced: with one that runs, the release is still up. */
function isDone({ deployments = [] }: Service, { rolloutState, runningCount = 0 }: Deployment): boolean {
  const alone = deployments.every(({ status, runningCount: left = 0 }) => status === 'PRIMARY' || left === 0);
  return rolloutState === 'COMPLETED' && runningCount > 0 && alone;
}

/** In the order in which one hides the other: a task that was never placed neither crashes nor is unhealthy. */
function why(service: Service, ended: readonly Task[]): Trouble | undefined {
  const [task] = ended;
  const reason = task?.stoppedReason ?? '';
  if (/health check/i.test(reason)) return { kind: 'unhealthy', said: reason };
  if (task) return { kind: 'crashing', said: sayEnd(task), task };
  // Newest first; those of an earlier deployment are further down.
  const events = (service.events ?? []).slice(0, EVENTS_LOOKED_AT).map(({ message = '' }) => message);
  const unplaced = events.find((message) =>
    /unable to place|unable to consistently start|was unable to/i.test(message),
  );
  if (unplaced !== undefined) return { kind: 'not-placed', said: unplaced };
  const unhealthy = events.find((message) => /unhealthy|health check/i.test(message));
  return unhealthy === undefined ? undefined : { kind: 'unhealthy', said: unhealthy };
}

function sayEnd({ stoppedReason = 'it says no reason', containers = [] }: Task): string {
  const ends = containers.flatMap(({ name, exitCode, reason }) =>
    exitCode === undefined && reason === undefined
      ? []
      : [`${name} ended with ${exitCode ?? 'no code'}${reason ? `, ${reason}` : ''}`],
  );
  return [stoppedReason, ...ends].join('; ');
}

function sayRolledBack(deployment: Deployment | undefined): string {
  return deployment?.rolloutStateReason ?? 'another definition is live in the service than the one that was asked for';
}

function slow({ runningCount = 0, desiredCount = 0, rolloutStateReason }: Deployment, startMs: number): Trouble {
  const reason = rolloutStateReason === undefined ? '' : ` (${rolloutStateReason})`;
  return { kind: 'slow', said: `${runningCount} of ${desiredCount} tasks run after ${startMs / 1_000} s${reason}` };
}

const EVENTS_LOOKED_AT = 5;
