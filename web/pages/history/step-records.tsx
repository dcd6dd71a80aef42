import { sayDuration } from '../../../src/lib/duration.ts';
import { labelLines } from '../../live/standing.ts';

interface StepRecordsProps {
  title: string;
  rows: readonly { node: string; label: string; runs: number; ms?: number; flaky?: number }[];
}

/** Steps with what they cost, the dearest first. */
export function StepRecords({ title, rows }: StepRecordsProps) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 && <p className="quiet">None in this time.</p>}
      {rows.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="number">
                {rows[0]?.ms === undefined ? 'Flaky in' : 'Median'}
              </th>
              <th scope="col" className="number">
                Runs
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ node, label, runs, ms, flaky }) => (
              <tr key={node}>
                <th scope="row">
                  {labelLines(label).name} <span className="quiet">{labelLines(label).detail}</span>
                </th>
                <td className="number">{ms === undefined ? `${flaky ?? 0}` : sayDuration(ms)}</td>
                <td className="number quiet">{runs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
