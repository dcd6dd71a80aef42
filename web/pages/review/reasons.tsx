import type { ReviewView, RunView } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import type { ReviewFigures } from '../../live/review-figures.ts';
import { labelLines } from '../../live/standing.ts';

interface ReasonsProps {
  run: RunView;
  review: ReviewView | undefined;
  figures: ReviewFigures;
}

/** Why a person has to look: what is different since they did, what the rule found, and what the operator asks for. */
export function Reasons({ run, review, figures: { again, undoes, why } }: ReasonsProps) {
  const { policy = [], policyTrouble } = review ?? {};
  if (again === undefined && undoes === undefined && why === undefined && policy.length === 0 && !policyTrouble)
    return null;
  return (
    <section className="card" aria-labelledby="reasons">
      <h2 id="reasons">Why a person has to look</h2>
      {again !== undefined && <p className="stop">{again}</p>}
      {undoes !== undefined && (
        <p className="stop" data-tone="bad">
          <strong>It would undo {undoes}</strong>, which is live and not part of this commit.
        </p>
      )}
      {why !== undefined && <p className="review-why">{why}</p>}
      {policyTrouble !== undefined && (
        <p className="stop" data-tone="bad">
          {policyTrouble}
        </p>
      )}
      {policy.length > 0 && (
        <>
          <h3>The operator’s policy</h3>
          <ul className="judged">
            {policy.map((demand) => (
              <PolicyDemand key={`${demand.where} ${demand.says}`} demand={demand} run={run} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function PolicyDemand({
  demand: { says, before, where, metBy },
  run,
}: {
  demand: ReviewView['policy'][number];
  run: RunView;
}) {
  const step = run.steps.find(({ node }) => node === metBy);
  return (
    <li>
      <StatusGlyph status={metBy === undefined ? 'idle' : 'passed'} />
      <div>
        <p>
          <code>{says}</code> {before}
        </p>
        <p className="quiet">
          {step ? (
            <>
              met by <Go to={runHref(run.id, step.node)}>{labelLines(step.label).name}</Go>
            </>
          ) : (
            'not met so far'
          )}{' '}
          · {where}
        </p>
      </div>
    </li>
  );
}
