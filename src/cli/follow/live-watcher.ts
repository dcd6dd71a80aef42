import type { Link } from '../../api/client.ts';
import type { RunView } from '../../api/shapes.ts';
import type { CliContext } from '../command.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { cut } from '../terminal/fit.ts';
import { createLiveArea } from '../terminal/live-area.ts';
import { closingLines, waitingLines } from './closing-lines.ts';
import { runLines } from './run-lines.ts';
import { inboxOf, type RunWatcher } from './watcher.ts';

/** Times tick, so the list is looked at again this often; it is written only where a line changed. */
const LOOK_AGAIN_MS = 250;
/** The line below the drawing, where the cursor stands. */
const CURSOR_ROWS = 1;

/** For people at a terminal: the chart as a list that is drawn again in place. */
export function liveWatcher({ out, now }: Pick<CliContext, 'out' | 'now'>, runId: string): RunWatcher {
  const area = createLiveArea(out);
  let view: RunView | undefined;
  let link: Link = { state: 'open' };
  const draw = () => {
    const screen = out.screen();
    if (!view || !screen) return;
    const footer = footerOf(view, link).map((line) => cut(line, screen.columns - 1));
    const rows = Math.max(1, screen.rows - CURSOR_ROWS - footer.length);
    const list = runLines(view, now(), { columns: screen.columns - 1, rows, paint: out.paint });
    area.draw([...list.slice(0, rows), ...footer.map((line) => out.paint('yellow', line))]);
  };
  const timer = setInterval(draw, LOOK_AGAIN_MS);
  return {
    change(change) {
      const item = inboxOf(change, runId);
      if (item) area.above([`${out.paint('gray', `${item.kind}:`)} ${cleanText(item.title)}`]);
      if (change.type === 'run' && change.run.id === runId) view = change.run;
      draw();
    },
    link(told) {
      link = told;
      draw();
    },
    end(last, interrupted) {
      clearInterval(timer);
      draw();
      area.end();
      if (last && !interrupted) for (const line of closingLines(last, now(), out.paint)) out.line(line);
    },
  };
}

function footerOf(view: RunView, link: Link): string[] {
  const lost = link.state === 'lost' ? ['The connection is lost; trying again. The run goes on.'] : [];
  const lines = view.phase === 'ended' ? lost : [...lost, ...waitingLines(view)];
  return lines.length === 0 ? [] : ['', ...lines];
}
