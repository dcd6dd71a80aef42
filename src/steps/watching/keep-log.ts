import { createHash } from 'node:crypto';
import type { Counts } from '../../verdict/counts.ts';
import { type Chain, type ChainedLine, headOf, lineOf, type LogHead } from '../../verdict/log/tick-log.ts';
import { tickLogName } from '../log-name.ts';
import type { StepContext } from '../step.ts';

/** Writes the log's head. A repeated start leaves another head, from which nothing goes on. */
export function beginLog(context: StepContext, head: LogHead): Promise<Chain> {
  return append(context, headOf(head, sha256));
}

/** Writes one tick; the log then ends with it wherever an earlier try of the same tick has left a line. */
export function keepTick(context: StepContext, counts: Counts, chain: Chain): Promise<Chain> {
  return append(context, lineOf(counts, chain, sha256));
}

async function append(context: StepContext, { text, chain }: ChainedLine): Promise<Chain> {
  const { blobs } = context.ports;
  const name = tickLogName(context);
  // A line that a crash cut off must not spoil the next one.
  const begun = ((await blobs.size(name)) ?? 0) > 0;
  await blobs.append(name, begun ? `\n${text}` : text);
  return chain;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
