import { useState } from 'react';
import type { Answer, RunView, StepView } from '../../../src/api/shapes.ts';
import { Figures } from '../../components/figures.tsx';
import { RefusalNote } from '../../components/refusal.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { StepTime } from '../../components/time.tsx';
import { useCall } from '../../components/use-call.ts';
import { labelLines } from '../../live/standing.ts';
import { wordsOf } from '../../live/step-words.ts';
import { useServer } from '../../server.tsx';

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
      <Figures figures={step.figures} />
      {hasToken ? (
        <ReviewAnswer run={run} step={step} onAnswer={onAnswer} />
      ) : (
        <TokenNeeded command={`shipchart approve ${run.id} ${step.node}`} />
      )}
    </section>
  );
}

function ReviewAnswer({ run, step, onAnswer }: ReviewCardProps) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const [comment, setComment] = useState('');
  const answer = (decision: Answer['decision']) => () =>
    make(async () => onAnswer(await client.answer(run.id, { node: step.node, decision, comment })));
  return (
    <div className="review-answer">
      <textarea
        aria-label="Comment"
        placeholder="Comment (optional)"
        rows={2}
        maxLength={2_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <div className="review-buttons">
        <button type="button" className="button button-accent" disabled={underWay} onClick={answer('approved')}>
          Approve
        </button>
        <button type="button" className="button button-bad" disabled={underWay} onClick={answer('rejected')}>
          Reject
        </button>
      </div>
      <RefusalNote refusal={refusal} />
    </div>
  );
}
