import { useState } from 'react';
import type { EnvironmentHistory } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { Ago } from '../../components/time.tsx';

const SHOWN_FIRST = 8;

/** Everything that changed the environment, the newest first. */
export function Happenings({ history }: { history: EnvironmentHistory | undefined }) {
  const [all, setAll] = useState(false);
  if (!history || history.happenings.length === 0) return null;
  const shown = all ? history.happenings : history.happenings.slice(0, SHOWN_FIRST);
  return (
    <section className="card" aria-labelledby="happenings">
      <h2 id="happenings">What happened here</h2>
      <ol className="happenings">
        {shown.map(({ at, sentence, tone, runId }) => (
          <li key={`${at} ${sentence}`} data-tone={tone}>
            <span className="quiet">
              <Ago at={at} />
            </span>
            <span>
              {sentence} {runId !== undefined && <Go to={runHref(runId)}>{runId}</Go>}
            </span>
          </li>
        ))}
      </ol>
      {shown.length < history.happenings.length && (
        <button type="button" className="button" onClick={() => setAll(true)}>
          {history.happenings.length - shown.length} older
        </button>
      )}
    </section>
  );
}
