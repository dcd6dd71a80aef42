import { useState } from 'react';
import type { Answer, RunView, StepView } from '../../src/api/shapes.ts';
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
