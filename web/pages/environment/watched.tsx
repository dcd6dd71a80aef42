import type { RunView } from '../../../src/api/shapes.ts';
import { evidenceHref, runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { SeriesPlots } from '../../components/plot/series-plots.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { useStepHistory } from '../../components/use-step-history.ts';
import { evidenceSentences, figuresSentence } from '../../live/step-words.ts';
import { labelLines, sayStatus } from '../../live/standing.ts';

/** The step that compared what is new with what was there: how the evidence went, and what was decided. */
export function Watched({ run, environment }: { run: RunView; environment: string }) {
  const watching = run.steps.filter(
    (step) => step.rollout === 'watch' && step.environment === environment && step.visit > 0,
  );
  const step = watching.reduce<(typeof watching)[number] | undefined>(
    (latest, each) => ((each.startedAt ?? 0) >= (latest?.startedAt ?? 0) ? each : latest),
    undefined,
  );
  const { series } = useStepHistory(run.id, step);
  if (!step) return null;
  const sentence = evidenceSentences(step)[0] ?? figuresSentence(step) ?? step.reason;
  return (
    <section className="card" aria-label="Canary against baseline">
      <header className="watched-head">
        <StatusGlyph status={step.status} />
        <h2>
          {labelLines(step.label).name}: {sayStatus(step)}
        </h2>
        <Go to={runHref(run.id, step.node)}>{run.id}</Go>
      </header>
      <SeriesPlots series={series.filter((point) => point.visit === step.visit)} figures={step.figures} />
      {sentence !== undefined && <Sentence text={sentence} />}
      {(step.evidence ?? []).length > 0 && (
        <p className="watched-link">
          <Go to={evidenceHref(run.id, step.node)}>The whole evidence, to send to someone</Go>
        </p>
      )}
    </section>
  );
}
