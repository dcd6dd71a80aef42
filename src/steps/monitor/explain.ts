import type { Evidence } from '../../engine/evidence.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { ArmCounts } from '../../verdict/counts.ts';
import type { Answer } from '../../verdict/verdict.ts';
import type { MonitorSettings } from './declaration.ts';

export interface Watched {
  canary: ArmCounts;
  baseline: ArmCounts;
  /** Percent. */
  weight: number;
  answer: Answer;
  elapsedMs: number;
  forMs: number;
  atMostMs: number;
  settings: MonitorSettings;
}

/** What the page draws while the canary is watched, and keeps afterwards. */
export function figuresOf({ canary, baseline, answer, settings, ...rest }: Watched): JsonObject {
  const { harm, healthy, metrics, words } = answer.evidence;
  return {
    ...rest,
    canary: armFigures(canary),
    baseline: armFigures(baseline),
    evidence: { harm: plain(harm), healthy: plain(healthy) },
    metrics: plain(metrics),
    settings: plain(settings),
    sentence: words.join(' '),
  };
}

/** The record behind the verdict. */
export function evidenceOf({ evidence }: Answer, figures: JsonObject): Evidence {
  const { words, decision, metric, ...facts } = evidence;
  return {
    metric,
    sentence: words.join(' '),
    decision,
    facts: {
      ...(plain(facts) as JsonObject),
      canary: figures['canary'] ?? null,
      baseline: figures['baseline'] ?? null,
    },
  };
}

function armFigures({ requests, errors }: ArmCounts): JsonObject {
  return { requests, errors, rate: requests === 0 ? null : errors / requests };
}

/** Through JSON, so that what JSON can't hold (an infinite logarithm) becomes null here and not somewhere later. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
