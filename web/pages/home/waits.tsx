import type { RunSummary } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { Ago } from '../../components/time.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';

/** Runs that stand still until someone answers. */
export function Waits({ runs }: { runs: readonly RunSummary[] }) {
  if (runs.length === 0) return null;
  return (
    <section aria-label="Waits for a person">
      {runs.map((run) => (
        <article key={run.id} className="waits">
          <StatusGlyph status="waiting" />
          <p>
            <Go to={runHref(run.id)}>
              <strong>{run.commit.subject}</strong>
            </Go>
            <span className="quiet">
              {run.project} #{run.number} · {run.commit.author} · waits at {run.waitsForPeople.join(', ')} · started{' '}
              <Ago at={run.startedAt} />
            </span>
          </p>
          <Go to={runHref(run.id, run.waitsForPeople[0])} className="button button-accent">
            Review
          </Go>
        </article>
      ))}
    </section>
  );
}
