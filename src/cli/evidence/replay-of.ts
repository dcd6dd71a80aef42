import { createHash } from 'node:crypto';
import type { Client } from '../../api/client.ts';
import type { EvidenceView } from '../../api/shapes.ts';
import { type Difference, replay } from '../../verdict/log/replay.ts';
import { readTickLog } from '../../verdict/log/tick-log.ts';

export interface ReplayResult {
  identical: boolean;
  sentence: string;
  /** The first number that is not what was recorded. */
  difference?: Difference;
}

/** Judges the stored ticks of a decision again. */
export async function replayOf(client: Client, run: string, record: EvidenceView): Promise<ReplayResult> {
  const { node, visit, log: newest, metric, sentence, decision, facts, course } = record;
  if (!newest) throw new Error(`${node} has no log`);
  const log = readTickLog(await client.evidenceTicks(run, node, visit), newest, sha256);
  if ('broken' in log) return { identical: false, sentence: `Not the log of this decision: ${log.broken}` };
  const { difference } = replay(log, { metric, sentence, decision, facts, course });
  const ticks = `${log.ticks.length} tick${log.ticks.length === 1 ? '' : 's'} judged again`;
  if (!difference) return { identical: true, sentence: `Identical: ${ticks}, every number the same to the bit.` };
  const { place, recorded, replayed } = difference;
  return {
    identical: false,
    sentence: `Different: ${ticks}; ${place} was ${JSON.stringify(recorded)} and is ${JSON.stringify(replayed)}.`,
    difference,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
