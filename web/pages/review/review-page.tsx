import './review.css';
import { useEffect } from 'react';
import { runHref } from '../../address.ts';
import { ConnectionLost } from '../../components/connection-lost.tsx';
import { Go } from '../../components/go.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RunStanding } from '../../components/run-standing.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { reviewFigures } from '../../live/review-figures.ts';
import { labelLines, sayStatus, shortCommit } from '../../live/standing.ts';
import { useRun } from '../run/use-run.ts';
import { AnswerCard } from './answer-card.tsx';
import { Changes } from './changes.tsx';
import { Deltas } from './deltas.tsx';
import { Judged } from './judged.tsx';
import { Reasons } from './reasons.tsx';

/** One screen for who decides: what would change in production, how it did in the tests, who may answer, and until when. */
export function ReviewPage({ id, node }: { id: string; node: string }) {
  const { live, refusal, answered } = useRun(id);
  const { run } = live;
  const step = run?.steps.find((each) => each.node === node);
  const { answer: review } = useAsked(step ? `${id} ${node} ${step.status}` : undefined, (client) =>
    client.review(id, node),
  );
  useEffect(() => {
    if (run) document.title = `Review ${run.project} #${run.number}`;
  }, [run]);
  if (!run || !step) {
    const missing = run ? `${id} has no step ${node}.` : refusal?.message;
    return (
      <div className="page">
        <PageHeader title={missing ?? 'Review'} />
        <Go to={runHref(id)}>See the run</Go>
      </div>
    );
  }
  const { name, detail } = labelLines(step.label);
  const figures = reviewFigures(step.figures);
  const waits = run.waitsForPeople.includes(node);
  return (
    <div className="page review-page">
      <PageHeader title={run.commit.subject}>
        <RunStanding run={run} />
      </PageHeader>
      <p className="review-what">
        <Go to={runHref(id, node)}>
          {run.project} #{run.number}
        </Go>{' '}
        · <code>{shortCommit(run.commit.id)}</code> by {run.commit.author} · started by {run.startedBy} · {name}{' '}
        {detail}: {sayStatus(step)}
        {review?.live && review.environment !== undefined && (
          <>
            {' '}
            · {waits ? 'would replace' : 'to replace'} <Go to={runHref(review.live.runId)}>{review.live.release}</Go> in{' '}
            {review.environment}
          </>
        )}
      </p>
      <main className="review-grid">
        <div className="review-main">
          <Reasons run={run} review={review} figures={figures} />
          <Changes figures={figures} before={review?.live?.release} />
          {review && <Deltas review={review} run={id} />}
          {review && <Judged review={review} run={id} />}
        </div>
        <AnswerCard run={run} step={step} review={review} onAnswer={answered} />
      </main>
      <ConnectionLost lost={live.link === 'lost'} />
    </div>
  );
}
