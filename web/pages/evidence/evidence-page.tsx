import './evidence-page.css';
import { useEffect } from 'react';
import type { StepView } from '../../../src/api/shapes.ts';
import { environmentHref, runHref } from '../../address.ts';
import { EvidencePlot } from '../../components/evidence-plot.tsx';
import { EvidenceList } from '../../components/evidence.tsx';
import { Figures } from '../../components/figures.tsx';
import { Go } from '../../components/go.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { SeriesPlots } from '../../components/plot/series-plots.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useStepHistory } from '../../components/use-step-history.ts';
import { labelLines, sayRun, sayStatus } from '../../live/standing.ts';
import { useRun } from '../run/use-run.ts';
import { Facts } from './facts.tsx';

/** One page that a person can send: what was decided, when, on which evidence, and what was done about it. */
export function EvidencePage({ id, node }: { id: string; node: string }) {
  const { live, refusal } = useRun(id);
  const { run } = live;
  const step = run?.steps.find((each) => each.node === node);
  const { series } = useStepHistory(id, step);
  const { answer: history } = useAsked(step?.environment && `${step.environment} ${run?.phase}`, (client) =>
    client.environmentHistory(step?.environment ?? ''),
  );
  const title = step ? `${labelLines(step.label).name}: ${sayStatus(step)}` : (refusal?.message ?? 'Evidence');
  useEffect(() => {
    document.title = `${title} · ${id}`;
  }, [title, id]);
  if (!run || !step) return <PageHeader title={run ? `${id} has no step ${node}.` : title} />;
  const done = history?.happenings.filter(({ runId, at }) => runId === id && at >= (step.startedAt ?? 0)).toReversed();
  return (
    <div className="page evidence-page">
      <PageHeader title={title} />
      <main>
        <Facts run={run} step={step} />
        {(step.evidence ?? []).length > 0 && (
          <section className="card" aria-labelledby="why">
            <h2 id="why">Why</h2>
            <EvidenceList evidence={step.evidence ?? []} open />
            <EvidencePlot run={id} step={step} />
          </section>
        )}
        {series.length > 1 && (
          <section className="card" aria-label="How it went">
            <h2>How it went</h2>
            <SeriesPlots
              series={series.filter((point) => point.visit === step.visit)}
              figures={step.figures}
              withoutEvidence={isDrawn(step)}
            />
          </section>
        )}
        {(step.evidence ?? []).length === 0 && (
          <section className="card" aria-label="Figures">
            <Figures figures={step.figures ?? step.output} />
            {step.reason !== undefined && <p>{step.reason}</p>}
          </section>
        )}
        <section className="card" aria-labelledby="done">
          <h2 id="done">What was done</h2>
          {done && done.length > 0 && (
            <ol className="done">
              {done.map(({ at, sentence }) => (
                <li key={`${at} ${sentence}`}>
                  <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString()}</time> {sentence}
                </li>
              ))}
            </ol>
          )}
          <p>
            The run {run.phase === 'ended' ? 'ended' : 'is'} {sayRun(run)}
            {run.endedAt !== undefined && ` at ${new Date(run.endedAt).toLocaleString()}`}. Its walk: {run.walk}
          </p>
        </section>
        <p className="quiet evidence-links">
          <Go to={runHref(id, node)}>The step in its run</Go>
          {step.environment !== undefined && <Go to={environmentHref(step.environment)}>{step.environment}</Go>}
          <button type="button" className="button" onClick={() => window.print()}>
            Print or save as PDF
          </button>
        </p>
      </main>
    </div>
  );
}

/** The evidence over time is a picture already. */
function isDrawn({ evidence }: StepView): boolean {
  return evidence?.some(({ course }) => course !== undefined) === true;
}
