import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { rolloutOf } from './rollout.ts';

const NEW = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-new:1';
const OLD = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-old:1';
const BEGAN = new Date('2026-01-01T10:00:00Z');
const LIMITS = { now: BEGAN.getTime() + 60_000, startMs: 600_000 };
const LATE = { ...LIMITS, now: BEGAN.getTime() + 600_000 };

function deployment(more: Partial<Deployment>): Deployment {
  return {
    status: 'PRIMARY',
    taskDefinition: NEW,
    rolloutState: 'IN_PROGRESS',
    createdAt: BEGAN,
    desiredCount: 2,
    runningCount: 0,
    failedTasks: 0,
    ...more,
  };
}

function service(deployments: Deployment[], messages: string[] = []): Service {
  return { desiredCount: 2, runningCount: 2, deployments, events: messages.map((message) => ({ message })) };
}

test('as many tasks as desired are no release that is up: they may be the old ones', () => {
  const old = deployment({ status: 'ACTIVE', taskDefinition: OLD, runningCount: 2, rolloutState: 'COMPLETED' });
  expect(rolloutOf(service([deployment({}), old]), NEW, [], LIMITS)).toEqual({ state: 'starting' });
  const done = deployment({ runningCount: 2, rolloutState: 'COMPLETED' });
  expect(rolloutOf(service([done, old]), NEW, [], LIMITS)).toEqual({ state: 'starting' });
  expect(rolloutOf(service([done]), NEW, [], LIMITS)).toEqual({ state: 'healthy' });
});

test('a return of the circuit breaker looks stable, and is a failure', () => {
  const back = deployment({ taskDefinition: OLD, runningCount: 2, rolloutState: 'COMPLETED' });
  const reason = 'ECS deployment circuit breaker: tasks failed to start.';
  const given = deployment({ status: 'INACTIVE', rolloutState: 'FAILED', rolloutStateReason: reason });
  expect(rolloutOf(service([back, given]), NEW, [], LIMITS)).toMatchObject({
    state: 'failed',
    trouble: { kind: 'rolled-back', said: reason },
  });
  expect(rolloutOf(service([back]), NEW, [], LIMITS)).toMatchObject({ trouble: { kind: 'rolled-back' } });
});

test('not placed, unhealthy, crashing and merely slow are told apart', () => {
  const placed = '(service shop) was unable to place a task because no container instance met all of its requirements.';
  expect(rolloutOf(service([deployment({})], [placed]), NEW, [], LATE)).toMatchObject({
    trouble: { kind: 'not-placed', said: placed },
  });
  const sick =
    '(service shop) (port 8080) is unhealthy in (target-group shop-blue) due to (reason Health checks failed)';
  expect(rolloutOf(service([deployment({ runningCount: 2 })], [sick]), NEW, [], LATE)).toMatchObject({
    trouble: { kind: 'unhealthy', said: sick },
  });
  expect(rolloutOf(service([deployment({ failedTasks: 3 })]), NEW, [ended(NEW)], LIMITS)).toMatchObject({
    trouble: { kind: 'crashing', said: 'Essential container in task exited; shop ended with 3' },
  });
  expect(rolloutOf(service([deployment({ runningCount: 1 })]), NEW, [], LATE)).toMatchObject({
    trouble: { kind: 'slow', said: '1 of 2 tasks run after 600 s' },
  });
});

test('a task that a load balancer found sick and ECS stopped did not crash', () => {
  const sick = { ...ended(NEW), stoppedReason: 'Task failed ELB health checks in (target-group shop-blue)' };
  expect(rolloutOf(service([deployment({ failedTasks: 3 })]), NEW, [sick], LIMITS)).toMatchObject({
    trouble: { kind: 'unhealthy' },
  });
});

test('a release that lost a task long after it came up is still up, and one that lost all is not', () => {
  const left = deployment({ rolloutState: 'COMPLETED', runningCount: 1 });
  expect(rolloutOf(service([left]), NEW, [ended(NEW)], LATE)).toEqual({ state: 'healthy' });
  const none = deployment({ rolloutState: 'COMPLETED', runningCount: 0 });
  expect(rolloutOf(service([none]), NEW, [ended(NEW)], LATE)).toMatchObject({ trouble: { kind: 'crashing' } });
});

test('tasks of the release before say nothing of this one, and one that ended may still come up', () => {
  expect(rolloutOf(service([deployment({})]), NEW, [ended(OLD)], LIMITS)).toEqual({ state: 'starting' });
  expect(rolloutOf(service([deployment({ failedTasks: 1 })]), NEW, [ended(NEW)], LIMITS)).toEqual({
    state: 'starting',
  });
});

function ended(taskDefinitionArn: string): Task {
  return {
    taskDefinitionArn,
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'shop', exitCode: 3 }],
  };
}
