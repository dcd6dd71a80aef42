import type { RunSummary } from '../../src/api/shapes.ts';
import { sayRun, statusOfRun } from '../live/standing.ts';
import { StatusGlyph } from './status-glyph.tsx';
import { RunTime } from './time.tsx';

/** How a run stands and how long it took or has taken. */
export function RunStanding({ run }: { run: RunSummary }) {
  const status = statusOfRun(run);
  return (
    <span className="standing" data-status={status}>
      <StatusGlyph status={status} />
      <strong>{sayRun(run)}</strong>
      <RunTime took={run} />
    </span>
  );
}
