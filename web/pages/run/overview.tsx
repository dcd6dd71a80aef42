import type { RunView, StepView } from '../../../src/api/shapes.ts';
import { pathOf, routes } from '../../../src/api/routes.ts';
import { runHref } from '../../address.ts';
import { Figures } from '../../components/figures.tsx';
import { Go } from '../../components/go.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { StepTime } from '../../components/time.tsx';
import { labelLines, sayRun, statusOfRun } from '../../live/standing.ts';
import { offersRetry } from '../../live/retry.ts';
import { isUnderWay } from '../../live/chart-paint.ts';
import { wordsOf } from '../../live/step-words.ts';
import { Proposal } from './proposal.tsx';
import { RetryButton } from './retry-button.tsx';
import { ReviewCard } from './review-card.tsx';
import { StepList } from './step-list.tsx';

/** The run in words: what waits for a person, what goes on or how it ended, the walk so far, and every step that was reached. */
export function Overview({ run, onAnswer }: { run: RunView; onAnswer: (run: RunView) => void }) {
  const waits = run.steps.filter((step) => run.waitsForPeople.includes(step.node));
  const underWay = run.steps.filter((step) => isUnderWay(step) && !waits.includes(step));
  return (
    <div className="overview">
      {waits.map((step) => (
        <ReviewCard key={step.node} run={run} step={step} onAnswer={onAnswer} />
      ))}
      {run.phase === 'ended' && <Ending run={run} onAnswer={onAnswer} />}
      {run.proposal && <Proposal proposal={run.proposal} />}
      {underWay.length > 0 && (
        <section aria-label="Under way">
          {underWay.map((step) => (
            <UnderWay key={step.node} run={run} step={step} />
          ))}
        </section>
      )}
      {run.walk !== '' && (
        <section aria-labelledby="walk">
          <h2 id="walk">{run.phase === 'ended' ? 'The walk' : 'The walk so far'}</h2>
          <p className="walk">{run.walk}</p>
          <p className="quiet">
            To show elsewhere: <a href={pathOf(routes.chart, { run: run.id })}>picture</a>,{' '}
            <a href={pathOf(routes.chartMarkdown, { run: run.id })}>Mermaid block</a>
          </p>
        </section>
      )}
      <StepList run={run} />
    </div>
  );
}

/** How it ended, and the one place to look. */
function Ending({ run, onAnswer }: { run: RunView; onAnswer: (run: RunView) => void }) {
  const cause = run.steps.find((step) => step.status === 'failed' && run.endingReason?.startsWith(step.node));
  const failed = cause ?? run.steps.find((step) => step.status === 'failed');
  return (
    <section className="ending" data-status={statusOfRun(run)}>
      <h2>
        <StatusGlyph status={statusOfRun(run)} />
        {capital(sayRun(run))}
      </h2>
      {run.endingReason !== undefined && <p>{run.endingReason}</p>}
      <div className="actions">
        {failed && (
          <Go to={runHref(run.id, failed.node)} className="button">
            Open {labelLines(failed.label).name}
          </Go>
        )}
        {offersRetry(run) && <RetryButton run={run} onAnswer={onAnswer} />}
      </div>
    </section>
  );
}

function UnderWay({ run, step }: { run: RunView; step: StepView }) {
  const { name, detail } = labelLines(step.label);
  return (
    <article className="under-way">
      <h2>
        <StatusGlyph status={step.status} />
        <Go to={runHref(run.id, step.node)}>
          {name} <span className="quiet">{detail}</span>
        </Go>
        <StepTime step={step} />
      </h2>
      {wordsOf(step).map((words) => (
        <p key={words} className="quiet">
          {words}
        </p>
      ))}
      <Figures figures={step.figures} />
    </article>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
