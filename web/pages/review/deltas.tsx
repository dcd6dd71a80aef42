import type { ReviewView } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { deltaRows, type DeltaRow } from '../../live/deltas.ts';
import { labelLines } from '../../live/standing.ts';

const SIGN = { good: '↗ better', bad: '↘ worse', neutral: '' } as const;

/** Every number that the steps reported, beside that of the live release: what differs, and the rest one click away. */
export function Deltas({ review, run }: { review: ReviewView; run: string }) {
  const rows = deltaRows(review.deltas);
  if (rows.length === 0) return null;
  const other = rows.filter(({ change }) => change !== '');
  const same = rows.filter(({ change, before }) => change === '' && before !== '');
  const alone = rows.filter(({ before }) => before === '');
  return (
    <section className="card" aria-labelledby="deltas">
      <h2 id="deltas">Tests and load, against {review.live?.release ?? 'nothing: it is the first release'}</h2>
      {other.length > 0 && <DeltaTable rows={other} run={run} />}
      {same.length > 0 && <Folded says="the same" rows={same} of={rows.length} run={run} />}
      {alone.length > 0 && <Folded says="measured for the first time" rows={alone} of={rows.length} run={run} />}
    </section>
  );
}

interface FoldedProps {
  /** What is true of all of them. */
  says: string;
  rows: readonly DeltaRow[];
  of: number;
  run: string;
}

function Folded({ says, rows, of, run }: FoldedProps) {
  const all = rows.length === of ? `All ${of} numbers` : `${rows.length} of ${of} numbers`;
  return (
    <details>
      <summary>
        {all} are {says}
      </summary>
      <DeltaTable rows={rows} run={run} />
    </details>
  );
}

function DeltaTable({ rows, run }: { rows: readonly DeltaRow[]; run: string }) {
  return (
    <div className="figures-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Number</th>
            <th scope="col" className="number">
              Live
            </th>
            <th scope="col" className="number">
              This run
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.node} ${row.name}`} data-tone={row.tone}>
              <td>
                <Go to={runHref(run, row.node)}>{labelLines(row.label).name}</Go>
              </td>
              <th scope="row">{row.name}</th>
              <td className="number quiet">{row.before}</td>
              <td className="number">{row.now}</td>
              <td className="number delta">
                {row.change} <span className="delta-sign">{SIGN[row.tone]}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
