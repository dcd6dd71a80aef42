import type { EvidenceView } from '../../api/shapes.ts';
import type { CliContext, Command } from '../command.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from '../find-run.ts';
import { printJson } from '../print-json.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { replayOf, type ReplayResult } from './replay-of.ts';
import { numberLines } from './number-lines.ts';

export const evidenceCommand: Command = {
  name: 'evidence',
  summary: 'Show the record behind every decision of a run; with --replay, make the verdict again',
  arguments: [{ name: '[run]', summary: `${RUN_ARGUMENT_SUMMARY} (default: latest)` }],
  options: [
    { flags: '--replay', summary: 'Judge the stored ticks again and compare with what was recorded, to the bit' },
  ],
  notes: `Exit code: ${EXIT.ok}; with --replay ${EXIT.failed} where a verdict or its log is not what it was.`,
  async run(context, args) {
    const client = await context.client();
    const run = await findRun(client, args.text('run'));
    const records = await client.evidence(run);
    const replays = new Map<EvidenceView, ReplayResult>();
    if (args.has('replay'))
      for (const each of records) if (each.log) replays.set(each, await replayOf(client, run, each));
    if (args.has('replay') && replays.size === 0)
      throw new Complaint(
        `${run} has no decision that was made from a log.`,
        'Only what a monitor decided can be judged again.',
      );
    if (context.json)
      printJson(
        context.out,
        records.map((each) => withReplay(each, replays.get(each))),
      );
    else tell(context, run, records, replays);
    return [...replays.values()].every(({ identical }) => identical) ? EXIT.ok : EXIT.failed;
  },
};

function withReplay(record: EvidenceView, replay: ReplayResult | undefined) {
  return replay ? { ...record, replay } : record;
}

function tell(
  { out }: CliContext,
  run: string,
  records: readonly EvidenceView[],
  replays: ReadonlyMap<EvidenceView, ReplayResult>,
): void {
  if (records.length === 0) out.line(`${run} has decided nothing by evidence.`);
  records.forEach((record, index) => {
    if (index > 0) out.line();
    const { node, metric, decision, sentence, next } = record;
    out.line(out.paint('bold', cleanText(`${node}: ${metric} → ${decision}`)));
    for (const line of [sentence, ...numberLines(record)]) out.line(`  ${cleanText(line)}`);
    if (next.length > 0) out.line(`  Then: ${cleanText(next.join(', '))}.`);
    const replay = replays.get(record);
    if (replay) out.line(`  ${out.paint(replay.identical ? 'green' : 'red', cleanText(replay.sentence))}`);
  });
}
