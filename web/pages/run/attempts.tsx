import type { StepHistory } from '../../../src/api/shapes.ts';

/** Every try that ended, where there was more than one. */
export function Attempts({ attempts }: Pick<StepHistory, 'attempts'>) {
  if (attempts.length < 2) return null;
  return (
    <section aria-labelledby="attempts">
      <h3 id="attempts">Attempts</h3>
      <ol className="attempts">
        {attempts.map(({ visit, attempt, endedAt, outcome, reason }) => (
          <li key={`${visit} ${attempt} ${endedAt}`}>
            <strong>{outcome ?? 'could not run'}</strong>{' '}
            <span className="quiet">
              {visit > 1 && `visit ${visit}, `}
              {new Date(endedAt).toLocaleTimeString()}
            </span>
            {reason !== undefined && <p className="quiet">{reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
