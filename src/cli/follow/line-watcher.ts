import type { RunView } from '../../api/shapes.ts';
import type { CliContext } from '../command.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { changeLines } from './change-lines.ts';
import { closingLines, waitingLines } from './closing-lines.ts';
import { inboxOf, type RunWatcher } from './watcher.ts';

/** For files, pipes and CI: a line for everything that happens, none drawn again. */
export function lineWatcher({ out, now }: Pick<CliContext, 'out' | 'now'>, runId: string): RunWatcher {
  let before: RunView | undefined;
  const tell = (lines: readonly string[]) => lines.forEach((line) => out.line(line));
  return {
    change(change) {
      const item = inboxOf(change, runId);
      if (item) out.line(`          ${item.kind}: ${cleanText(item.title)}`);
      if (change.type !== 'run' || change.run.id !== runId) return;
      tell(changeLines(before, change.run, now(), out.paint));
      if (change.run.waitsForPeople.join() !== before?.waitsForPeople.join()) tell(waitingLines(change.run));
      before = change.run;
    },
    link(link) {
      if (link.state === 'lost' && link.failures === 1)
        out.aside('The connection is lost; trying again. The run goes on.');
    },
    end(last, interrupted) {
      if (last && !interrupted) tell(closingLines(last, now(), out.paint));
    },
  };
}
