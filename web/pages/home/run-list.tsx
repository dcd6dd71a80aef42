import type { RunSummary } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { Ago, RunTime } from '../../components/time.tsx';
import { sayRun, statusOfRun } from '../../live/standing.ts';

export function RunList({ title, runs }: { title: string; runs: readonly RunSummary[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="runs">
        {runs.map((run) => (
          <li key={run.id}>
            <RunRow run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  const status = statusOfRun(run);
  return (
    <Go to={runHref(run.id)} className="run-row">
      <StatusGlyph status={status} />
      <span className="run-row-words">
        <span className="run-row-subject">{run.commit.subject}</span>
        <span className="quiet">
          {run.project} #{run.number} · {run.commit.author} · <Ago at={run.startedAt} />
          {status === 'failed' && run.endingReason !== undefined && (
            <span className="run-row-reason">{run.endingReason}</span>
          )}
        </span>
      </span>
      <span className="run-row-standing" data-status={status}>
        {sayRun(run)}
        <RunTime took={run} />
      </span>
    </Go>
  );
}
