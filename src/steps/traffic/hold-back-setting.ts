import { parseDuration } from '../../lib/duration.ts';
import { readPercent } from '../../lib/settings.ts';

/** What is kept of the version before, in percent of the traffic, and for how long at most. */
export interface HoldBack {
  weight: number;
  forMs: number;
}

/** More would be no full rollout. */
const MOST_PERCENT = 50;

/** Reads `5 % for 1h`; undefined where it says neither a share above 0 % and up to 50 %, nor a time. */
export function readHoldBack(text: string): HoldBack | undefined {
  const [, share = '', time = ''] = /^(.+?)\s+for\s+(\S+)$/.exec(text.trim()) ?? [];
  const [weight, forMs] = [readPercent(share), parseDuration(time)];
  if (weight === undefined || forMs === undefined || forMs <= 0) return undefined;
  return weight > 0 && weight <= MOST_PERCENT ? { weight, forMs } : undefined;
}
