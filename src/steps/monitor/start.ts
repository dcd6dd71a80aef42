import type { Progress } from '../../engine/progress.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import { beginWatching } from '../watching/begin.ts';
import type { MonitorSettings } from './declaration.ts';
import { withForecast } from './forecast.ts';
import { upToOf } from './raise-weight.ts';
import { judgeSettings } from './settings.ts';
import { wait } from './wait.ts';

/** Begins to watch, or goes on where an earlier monitor of the same canary in this run has ended. */
export async function startWatching(context: StepContext<MonitorSettings>): Promise<Progress> {
  const { state: environment, name } = claimed(context);
  const slot = environment.candidate ?? environment.live;
  if (!slot) return { kind: 'ended', outcome: 'inconclusive', reason: `there is no release in ${name} to watch` };
  const baseline = environment.candidate ? 'live' : 'none';
  if (baseline === 'none') context.log('first release, no baseline: only absolute limits are judged.');
  const given = judgeSettings(context.settings, baseline, upToOf(context));
  return wait(context, withForecast(context, await beginWatching(context, slot, () => given)));
}
