import { useEffect, useRef, useState } from 'react';
import type { RunView, StepView } from '../../../src/api/shapes.ts';
import { sayDuration } from '../../../src/lib/duration.ts';
import { evidenceHref, runHref } from '../../address.ts';
import { EvidenceList } from '../../components/evidence.tsx';
import { Figures } from '../../components/figures.tsx';
import { Go } from '../../components/go.tsx';
import { LogView } from '../../components/log/log-view.tsx';
import { SeriesPlots } from '../../components/plot/series-plots.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { StepTime } from '../../components/time.tsx';
import { useStepHistory } from '../../components/use-step-history.ts';
import { offersRetryFrom } from '../../live/retry.ts';
import { labelLines, sayStatus } from '../../live/standing.ts';
import { evidenceSentences, wordsOf } from '../../live/step-words.ts';
import { Attempts } from './attempts.tsx';
import { Report } from './report.tsx';
import { RetryButton } from './retry-button.tsx';
import { ReviewCard } from './review-card.tsx';

interface StepPanelProps {
  run: RunView;
  step: StepView;
  /** How long it takes as a rule, in milliseconds. */
  usualMs: number | undefined;
  onAnswer: (run: RunView) => void;
}

/** One step: how it stands and why, its evidence and figures, and its log. */
export function StepPanel({ run, step, usualMs, onAnswer }: StepPanelProps) {
  const waits = run.waitsForPeople.includes(step.node);
  const evidence = step.evidence ?? [];
  const history = useStepHistory(run.id, step);
  return (
    <div className="step">
      <StepHead run={run} step={step} usualMs={usualMs} />
      {waits ? <ReviewCard run={run} step={step} onAnswer={onAnswer} /> : <StepWords step={step} />}
      <Report output={step.output} />
      {evidence.length > 0 && (
        <section aria-labelledby="evidence">
          <h3 id="evidence">Evidence</h3>
          <EvidenceList evidence={evidence} />
          <p className="evidence-link">
            <Go to={evidenceHref(run.id, step.node)}>On a page of its own, to send to someone</Go>
          </p>
        </section>
      )}
      <SeriesPlots series={history.series.filter((point) => point.visit === step.visit)} figures={step.figures} />
      {!waits && <Figures figures={step.figures} said={evidenceSentences(step)} />}
      <Attempts attempts={history.attempts} />
      {offersRetryFrom(run, step) && (
        <div className="actions">
          <RetryButton run={run} node={step.node} onAnswer={onAnswer} />
        </div>
      )}
      <StepLog run={run} step={step} />
    </div>
  );
}

function StepHead({ run, step, usualMs }: Omit<StepPanelProps, 'onAnswer'>) {
  const { name, detail } = labelLines(step.label);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <header className="step-head">
      <Go to={runHref(run.id)} className="step-back">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M10 3 5 8l5 5" />
        </svg>
        Run
      </Go>
      <h2 ref={title} tabIndex={-1}>
        {name} <span className="quiet">{detail}</span>
      </h2>
      <p className="step-standing" data-status={step.status}>
        <StatusGlyph status={step.status} />
        <strong>{sayStatus(step)}</strong>
        <StepTime step={step} />
        {usualMs !== undefined && step.status !== 'idle' && (
          <span className="time">usually {sayDuration(usualMs)}</span>
        )}
        <span className="quiet">
          {step.kind} · <code>{step.node}</code>
          {step.attempt > 1 && ` · attempt ${step.attempt}`}
          {step.visit > 1 && ` · visit ${step.visit}`}
        </span>
      </p>
    </header>
  );
}

function StepWords({ step }: { step: StepView }) {
  if (step.status === 'idle') return <p className="quiet">The run has not come here.</p>;
  return wordsOf(step).map((words) => (
    <p key={words} className="step-reason">
      {words}
    </p>
  ));
}

function StepLog({ run, step }: { run: RunView; step: StepView }) {
  const [visit, setVisit] = useState<number>();
  if (step.visit === 0) return null;
  const visits = Array.from({ length: step.visit }, (_, index) => index + 1);
  return (
    <div className="step-log">
      {step.visit > 1 && (
        <div className="visits" role="group" aria-label="Visit">
          {visits.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === (visit ?? step.visit)}
              onClick={() => setVisit(each)}
            >
              Visit {each}
            </button>
          ))}
        </div>
      )}
      <LogView place={{ run: run.id, node: step.node, visit: visit ?? step.visit }} />
    </div>
  );
}
