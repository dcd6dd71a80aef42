import type { RunView, StepView } from '../../../src/api/shapes.ts';
import { reviewHref } from '../../address.ts';
import { Countdown } from '../../components/countdown.tsx';
import { Go } from '../../components/go.tsx';
import { ReviewAnswer } from '../../components/review-answer.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { StepTime } from '../../components/time.tsx';
import { reviewFigures, type ReviewFigures } from '../../live/review-figures.ts';
import { labelLines } from '../../live/standing.ts';
import { wordsOf } from '../../live/step-words.ts';
import { useServer } from '../../server.tsx';

const COMMITS_SHOWN = 5;

interface ReviewCardProps {
  run: RunView;
  step: StepView;
  onAnswer: (run: RunView) => void;
}

/** A step that waits for a person: what would change, and the two buttons. */
export function ReviewCard({ run, step, onAnswer }: ReviewCardProps) {
  const { hasToken } = useServer();
  const { name, detail } = labelLines(step.label);
  return (
    <section className="review" aria-labelledby={`review-${step.node}`}>
      <header>
        <StatusGlyph status="waiting" />
        <h2 id={`review-${step.node}`}>
          {name} {detail}
        </h2>
        <StepTime step={step} />
      </header>
      {wordsOf(step).map((words) => (
        <p key={words}>{words}</p>
      ))}
      {step.until !== undefined && <Countdown until={step.until} />}
      <InShort figures={reviewFigures(step.figures)} />
      <p>
        <Go to={reviewHref(run.id, step.node)}>Everything that would change, on one screen</Go>
      </p>
      {hasToken ? (
        <ReviewAnswer run={run} step={step} onAnswer={onAnswer} />
      ) : (
        <TokenNeeded command={`shipchart approve ${run.id} ${step.node}`} />
      )}
    </section>
  );
}

/** Enough to know whether to look closer. */
function InShort({ figures }: { figures: ReviewFigures }) {
  const { again, undoes, why, commits, filesInAll, linesAdded, linesRemoved } = figures;
  return (
    <>
      {again !== undefined && <p>{again}</p>}
      {undoes !== undefined && (
        <p>
          <strong>It would undo {undoes}</strong>, which is live and not part of this commit.
        </p>
      )}
      {why !== undefined && <p>{why}</p>}
      <ul className="review-commits">
        {commits.slice(0, COMMITS_SHOWN).map(({ id, subject, author }) => (
          <li key={id}>
            {subject} <span className="quiet">{author}</span>
          </li>
        ))}
        {commits.length > COMMITS_SHOWN && <li className="quiet">and {commits.length - COMMITS_SHOWN} more commits</li>}
      </ul>
      {filesInAll > 0 && (
        <p className="quiet">
          {filesInAll} {filesInAll === 1 ? 'file' : 'files'}, +{linesAdded} −{linesRemoved} lines
        </p>
      )}
    </>
  );
}
