import type { JsonObject } from '../../lib/json.ts';
import { milliseconds } from '../../lib/settings.ts';
import { plain } from '../../verdict/log/record.ts';
import type { Answer } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { watchFigures } from '../watching/figures.ts';
import type { MonitorSettings } from './declaration.ts';
import type { Memo } from './memo.ts';

/** What the page draws while the canary is watched, and keeps afterwards. */
export function figuresOf({ settings }: StepContext<MonitorSettings>, memo: Memo, answer: Answer): JsonObject {
  const { upTo } = memo.state.settings;
  return {
    ...watchFigures(memo, answer),
    ...(upTo === undefined ? {} : { pacedUpTo: `${upTo} %` }),
    forMs: milliseconds(settings.for),
    atMostMs: milliseconds(settings['at-most']),
    ...(memo.forecast === undefined ? {} : { forecast: memo.forecast }),
    settings: plain(settings),
  };
}
