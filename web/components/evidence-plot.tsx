import type { StepView } from '../../src/api/shapes.ts';
import { sayStatus } from '../live/standing.ts';
import { useAsked } from './use-asked.ts';

/** How the evidence behind a decision went against its boundaries; nothing where none was collected over time. */
export function EvidencePlot({ run, step }: { run: string; step: StepView }) {
  const record = step.evidence?.find(({ course }) => course !== undefined);
  const { answer: svg } = useAsked(record && `${run} ${step.node} ${step.visit}`, (client) =>
    client.evidencePlot(run, step.node),
  );
  if (!record || svg === undefined) return null;
  const alternative = `Evidence over time against its boundaries: ${record.decision}, ${sayStatus(step)}. The numbers are above.`;
  return <img className="evidence-plot" alt={alternative} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
