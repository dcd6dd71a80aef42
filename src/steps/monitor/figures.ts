import type { JsonObject } from '../../lib/json.ts';
import { milliseconds } from '../../lib/settings.ts';
import { plain, recordOf } from '../../verdict/log/record.ts';
import type { Answer } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';
import type { Memo } from './memo.ts';

/** What the page draws while the canary is watched, and keeps afterwards. */
export function figuresOf({ settings }: StepContext<MonitorSettings>, memo: Memo, answer: Answer): JsonObject {
  const { harm, healthy, metrics, words } = answer.evidence;
  const { canary = null, baseline = null } = recordOf(answer, memo.totals, memo.course).facts;
  const { clock, exposure } = memo.state;
  return {
    canary,
    baseline,
    weight: exposure.weight ?? 0,
    elapsedMs: clock.elapsedMs - (clock.before?.elapsedMs ?? 0),
    forMs: milliseconds(settings.for),
    atMostMs: milliseconds(settings['at-most']),
    evidence: { harm: plain(harm), healthy: plain(healthy) },
    metrics: plain(metrics),
    ...(memo.forecast === undefined ? {} : { forecast: memo.forecast }),
    settings: plain(settings),
    sentence: words.join(' '),
  };
}
