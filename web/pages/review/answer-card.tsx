import type { ReviewView, RunView, StepView } from '../../../src/api/shapes.ts';
import { Countdown } from '../../components/countdown.tsx';
import { ReviewAnswer } from '../../components/review-answer.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { wordsOf } from '../../live/step-words.ts';
import { useServer } from '../../server.tsx';

interface AnswerCardProps {
  run: RunView;
  step: StepView;
  review: ReviewView | undefined;
  onAnswer: (run: RunView) => void;
}

/** The two buttons, who may press them, and the clock. */
export function AnswerCard({ run, step, review, onAnswer }: AnswerCardProps) {
  const { hasToken } = useServer();
  const waits = run.waitsForPeople.includes(step.node);
  const may = review?.people.filter(({ whyNot }) => whyNot === undefined) ?? [];
  const mayNot = review?.people.filter(({ whyNot }) => whyNot !== undefined) ?? [];
  return (
    <aside className="card answer-card" aria-label="Answer" data-waits={waits}>
      <h2>
        <StatusGlyph status={step.status} />
        {waits ? 'Your answer' : `It was ${step.outcome ?? 'stopped'}`}
      </h2>
      {wordsOf(step).map((words) => (
        <p key={words}>{words}</p>
      ))}
      {waits && step.until !== undefined && <Countdown until={step.until} />}
      {waits && (
        <>
          <p>
            <strong>May answer:</strong>{' '}
            {may.map(({ name }) => name).join(', ') || 'nobody: see `people:` in shipchart.yaml'}
          </p>
          {mayNot.length > 0 && (
            <details>
              <summary>Who may not, and why</summary>
              <ul>
                {mayNot.map(({ name, whyNot }) => (
                  <li key={name} className="quiet">
                    {whyNot}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {hasToken ? (
            <ReviewAnswer run={run} step={step} onAnswer={onAnswer} />
          ) : (
            <TokenNeeded command={`shipchart approve ${run.id} ${step.node}`} />
          )}
        </>
      )}
    </aside>
  );
}
