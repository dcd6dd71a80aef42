import type { RunView, StepView } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { StepTime } from '../../components/time.tsx';
import { labelLines, sayStatus } from '../../live/standing.ts';

/** Every step that was reached, in the order of their starts: the chart for small screens, ears and hurried eyes. */
export function StepList({ run }: { run: RunView }) {
  const reached = run.steps.filter((step) => step.status !== 'idle');
  const idle = run.steps.length - reached.length;
  reached.sort((a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity));
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <ol className="steps">
        {reached.map((step) => (
          <StepRow key={step.node} run={run} step={step} />
        ))}
      </ol>
      {idle > 0 && (
        <p className="quiet">
          {idle} {idle === 1 ? 'step' : 'steps'} not reached
        </p>
      )}
    </section>
  );
}

function StepRow({ run, step }: { run: RunView; step: StepView }) {
  const { name, detail } = labelLines(step.label);
  return (
    <li>
      <Go to={runHref(run.id, step.node)} className="step-row">
        <StatusGlyph status={step.status} />
        <span className="step-name">
          {name} <span className="quiet">{detail}</span>
        </span>
        <span className="step-outcome" data-status={step.status}>
          {sayStatus(step)}
        </span>
        <StepTime step={step} />
      </Go>
    </li>
  );
}
