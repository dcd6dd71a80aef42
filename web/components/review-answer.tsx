import { useState } from 'react';
import type { Answer, RunView, StepView } from '../../src/api/shapes.ts';
import { reviewFigures } from '../live/review-figures.ts';
import { useServer } from '../server.tsx';
import { RefusalNote } from './refusal.tsx';
import { useCall } from './use-call.ts';

interface ReviewAnswerProps {
  run: RunView;
  step: StepView;
  onAnswer: (run: RunView) => void;
}

/** Approves or rejects, with a comment. */
export function ReviewAnswer({ run, step, onAnswer }: ReviewAnswerProps) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const [comment, setComment] = useState('');
  const [acceptsOutdated, setAccepts] = useState(false);
  const { undoes } = reviewFigures(step.figures);
  const answer = (decision: Answer['decision']) => () =>
    make(async () => onAnswer(await client.answer(run.id, { node: step.node, decision, comment, acceptsOutdated })));
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
      {undoes !== undefined && (
        <label className="tick">
          <input type="checkbox" checked={acceptsOutdated} onChange={(event) => setAccepts(event.target.checked)} />
          <span>I accept that {undoes}, which is live, is undone.</span>
        </label>
      )}
      <div className="review-buttons">
        <button
          type="button"
          className="button button-accent"
          disabled={underWay || (undoes !== undefined && !acceptsOutdated)}
          onClick={answer('approved')}
        >
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
