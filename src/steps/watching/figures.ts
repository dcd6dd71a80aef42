import type { JsonObject } from '../../lib/json.ts';
import { plain, recordOf } from '../../verdict/log/record.ts';
import type { Answer } from '../../verdict/verdict.ts';
import type { Watch } from './watch.ts';

/** What the page draws of a watch, and keeps afterwards: both sides, how long so far, and the evidence against its boundaries. */
export function watchFigures(watch: Watch, answer: Answer): JsonObject {
  const { harm, healthy, metrics, words } = answer.evidence;
  const { canary = null, baseline = null } = recordOf(answer, watch.totals, watch.course).facts;
  const { clock, exposure, settings } = watch.state;
  return {
    canary,
    baseline,
    weight: exposure.weight ?? 0,
    elapsedMs: clock.elapsedMs - (clock.before?.elapsedMs ?? 0),
    evidence: settings.harmOnly ? { harm: plain(harm) } : { harm: plain(harm), healthy: plain(healthy) },
    metrics: plain(metrics),
    sentence: words.join(' '),
  };
}
