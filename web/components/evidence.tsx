import type { StepView } from '../../src/api/shapes.ts';
import type { Json } from '../../src/lib/json.ts';
import { Figures } from './figures.tsx';
import { Sentence } from './sentence.tsx';

type EvidenceView = NonNullable<StepView['evidence']>[number];

/** The records behind a decision: the sentence first, its numbers one click away unless `open`. */
export function EvidenceList({ evidence, open = false }: { evidence: readonly EvidenceView[]; open?: boolean }) {
  return (
    <ul className="evidence">
      {evidence.map((record, index) => (
        <li key={index}>
          <p className="evidence-head">
            <span className="evidence-metric">{record.metric}</span>
            <span className="evidence-decision">{record.decision}</span>
          </p>
          <Sentence text={record.sentence} />
          {Object.keys(record.facts).length > 0 && (
            <details open={open}>
              <summary>Numbers</summary>
              <Figures figures={record.facts as Json} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
