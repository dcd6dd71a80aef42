import type { StepEffect } from '../engine/effect.ts';
import { noticeOf } from '../steps/notify/notice.ts';
import { loadRun, type Shell } from './shell.ts';
import { earlierStep, factsOf } from './step-context.ts';

/** Who hears of a failure when the chart draws no notifier at all. */
const DEFAULT_AUDIENCE = ['author'];

/** Tells the chart's failure notifiers of an outcome from which no drawn path reaches them. */
export async function tell(
  shell: Shell,
  runId: string,
  { node, visit }: Extract<StepEffect, { type: 'tell' }>,
): Promise<void> {
  const loaded = await loadRun(shell, runId);
  const cause = loaded && earlierStep(loaded.delivery, loaded.run, node)[0];
  if (!loaded || !cause) return;
  const { run, delivery } = loaded;
  const drawn = delivery.failureNotifiers.flatMap((notifier) => audienceOf(delivery.steps[notifier]?.settings['to']));
  const to = drawn.length > 0 ? [...new Set(drawn)] : DEFAULT_AUDIENCE;
  await shell.ports.notifier.send(
    noticeOf({ run: factsOf(run), node: 'unheard', visit, ports: shell.ports }, cause, to, true),
  );
}

function audienceOf(to: unknown): string[] {
  return Array.isArray(to) ? to.filter((name) => typeof name === 'string') : [];
}

/** Wakes people: somebody else changed an environment under a run, and nothing happens there until they have looked. */
export async function alarm(
  { ports, store }: Shell,
  runId: string,
  { environment, reason }: Extract<StepEffect, { type: 'alarm' }>,
): Promise<void> {
  const project = (await store.run(runId))?.project ?? runId;
  await ports.pager.open({
    key: `${project}:${environment}:${runId}`,
    project,
    environment,
    runId,
    severity: 'critical',
    title: `${environment} was changed by somebody else`,
    body: `${reason}\nNothing was changed by Shipchart, and nothing will be until somebody has looked. \`shipchart rollback ${environment}\` brings it back to a known release; \`shipchart unlock ${environment}\` lets deliveries go on.`,
    evidence: [],
    link: ports.places.linkTo(runId),
  });
}
