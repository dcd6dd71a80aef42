import type { RunSummary, RunView, StepView } from '../../../src/api/shapes.ts';
import { reviewHref, runHref } from '../../address.ts';
import { MiniChart } from '../../components/chart/mini-chart.tsx';
import { Countdown } from '../../components/countdown.tsx';
import { Go } from '../../components/go.tsx';
import { RunStanding } from '../../components/run-standing.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { Ago, StepTime } from '../../components/time.tsx';
import { isUnderWay } from '../../live/chart-paint.ts';
import { labelLines, sayStatus } from '../../live/standing.ts';
import { figuresSentence, wordsOf } from '../../live/step-words.ts';

interface InFlightProps {
  runs: readonly RunSummary[];
  /** Each with its steps, as soon as they were told. */
  views: Readonly<Record<string, RunView>>;
  /** Runs that wait for whoever looks. */
  mine: ReadonlySet<string>;
}

/** Runs that go on, each with its chart: first those that wait for whoever looks, then for others, the longest first. */
export function InFlight({ runs, views, mine }: InFlightProps) {
  if (runs.length === 0) return null;
  const urgency = (run: RunSummary) => Number(mine.has(run.id)) * 2 + Number(run.waitsForPeople.length > 0);
  const sorted = runs.toSorted((a, b) => urgency(b) - urgency(a) || a.startedAt - b.startedAt);
  return (
    <section aria-label="In flight">
      <h2>In flight</h2>
      <ul className="flights">
        {sorted.map((run) => (
          <li key={run.id}>
            <Flight run={run} view={views[run.id]} mine={mine.has(run.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Flight({ run, view, mine }: { run: RunSummary; view: RunView | undefined; mine: boolean }) {
  const [waitsAt] = run.waitsForPeople;
  return (
    <article className="flight" data-waits={waitsAt !== undefined} data-mine={mine}>
      <Go to={runHref(run.id)} className="flight-chart" label={`Chart of ${run.project} ${run.number}`}>
        {view && <MiniChart run={view} />}
      </Go>
      <div className="flight-words">
        <h3>
          <Go to={runHref(run.id)}>{run.commit.subject}</Go>
        </h3>
        <p className="quiet">
          {run.project} #{run.number} · {run.commit.author} · started <Ago at={run.startedAt} />
        </p>
        <RunStanding run={run} />
        {view?.steps.filter(isUnderWay).map((step) => (
          <UnderWay key={step.node} run={run.id} step={step} />
        ))}
        {waitsAt !== undefined && (
          <Go to={reviewHref(run.id, waitsAt)} className={`button ${mine ? 'button-accent' : ''}`}>
            {mine ? 'Review' : 'Look'}
          </Go>
        )}
      </div>
    </article>
  );
}

function UnderWay({ run, step }: { run: string; step: StepView }) {
  const said = figuresSentence(step) ?? wordsOf(step)[0];
  return (
    <div className="flight-step">
      <p>
        <StatusGlyph status={step.status} />
        <Go to={runHref(run, step.node)}>{labelLines(step.label).name}</Go>
        <span className="unseen">{sayStatus(step)}</span>
        <StepTime step={step} />
      </p>
      {said !== undefined && <Sentence text={said} />}
      {step.status === 'waiting' && step.until !== undefined && <Countdown until={step.until} />}
    </div>
  );
}
