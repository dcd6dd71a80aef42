import type { StepEffect } from '../engine/effect.ts';
import { noticeOf } from '../steps/notify/notice.ts';
import { loadRun, type Shell } from './shell.ts';
import { earlierStep } from './step-context.ts';

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
  await shell.ports.notifier.send(noticeOf({ run, node: 'unheard', visit, ports: shell.ports }, cause, to, true));
}

function audienceOf(to: unknown): string[] {
  return Array.isArray(to) ? to.filter((name) => typeof name === 'string') : [];
}
