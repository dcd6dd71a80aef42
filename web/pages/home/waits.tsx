import type { RunSummary } from '../../../src/api/shapes.ts';
import { reviewHref, runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { Ago } from '../../components/time.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';

/** Runs that stand still until someone answers: first those that wait for whoever looks, then the longest. */
export function Waits({ runs, mine }: { runs: readonly RunSummary[]; mine: ReadonlySet<string> }) {
  if (runs.length === 0) return null;
  const sorted = runs.toSorted((a, b) => Number(mine.has(b.id)) - Number(mine.has(a.id)) || a.startedAt - b.startedAt);
  return (
    <section aria-label="Waits for a person">
      {sorted.map((run) => (
        <article key={run.id} className="waits" data-mine={mine.has(run.id)}>
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
          <Go
            to={reviewHref(run.id, run.waitsForPeople[0] ?? '')}
            className={`button ${mine.has(run.id) ? 'button-accent' : ''}`}
          >
            {mine.has(run.id) ? 'Review' : 'Look'}
          </Go>
        </article>
      ))}
    </section>
  );
}
