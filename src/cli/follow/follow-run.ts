import type { Client } from '../../api/client.ts';
import type { RunView } from '../../api/shapes.ts';
import type { CliContext } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { jsonWatcher } from './json-watcher.ts';
import { lineWatcher } from './line-watcher.ts';
import { liveWatcher } from './live-watcher.ts';
import type { RunWatcher } from './watcher.ts';

/**
 * Shows a run as it goes, until it ends or the person presses Ctrl-C, which stops the following and not the run. Gives the exit code.
 * @throws Refused when there is no such run
 */
export async function followRun(context: CliContext, client: Client, runId: string): Promise<number> {
  const watcher = watcherFor(context, runId);
  let last: RunView | undefined;
  const interrupted = await context.untilInterrupted(async (stop) => {
    try {
      for await (const change of client.changes(runId, stop, (link) => watcher.link(link))) {
        watcher.change(change);
        if (change.type === 'run' && change.run.id === runId) last = change.run;
        if (last?.phase === 'ended') break;
      }
    } finally {
      watcher.end(last, stop.aborted);
    }
    return stop.aborted;
  });
  if (interrupted) tellHowToGoOn(context, runId);
  return interrupted ? EXIT.interrupted : exitCodeOf(last?.ending);
}

function watcherFor(context: CliContext, runId: string): RunWatcher {
  if (context.json) return jsonWatcher(context.out);
  return context.out.screen() ? liveWatcher(context, runId) : lineWatcher(context, runId);
}

function tellHowToGoOn({ out }: CliContext, runId: string): void {
  const run = cleanText(runId);
  out.aside(`${run} goes on. Follow it again: shipchart show ${run} --follow   End it: shipchart cancel ${run}`);
}
