import type { Progress } from '../engine/progress.ts';
import { maskedJson } from '../lib/masked-json.ts';

/** What a step says without the secrets it knows. Its outcome and its memo are our own words and stay as they are. */
export function maskedProgress(secrets: readonly string[], progress: Progress): Progress {
  if (secrets.length === 0) return progress;
  if (progress.kind === 'ended') {
    const { reason, output, evidence, figures } = progress;
    return { ...progress, ...maskedJson(secrets, present({ reason, output, evidence, figures })) };
  }
  if (progress.kind === 'broke') {
    const { message, hint } = progress;
    return { ...progress, ...maskedJson(secrets, { message, hint }) };
  }
  const { message, figures, course } = progress;
  return { ...progress, ...maskedJson(secrets, present({ message, figures, course })) };
}

type Present<Parts> = { [Name in keyof Parts]?: Exclude<Parts[Name], undefined> };

function present<Parts extends object>(parts: Parts): Present<Parts> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Present<Parts>;
}
