import type { ReviewView } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { Sentence } from '../../components/sentence.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { labelLines } from '../../live/standing.ts';

/** What gates, rules and scans said on the way here. */
export function Judged({ review, run }: { review: ReviewView; run: string }) {
  if (review.judged.length === 0) return null;
  return (
    <section className="card" aria-labelledby="judged">
      <h2 id="judged">What gates and rules said</h2>
      <ul className="judged">
        {review.judged.map(({ node, label, outcome, good, sentences }) => (
          <li key={node}>
            <StatusGlyph status={good ? 'passed' : 'failed'} />
            <div>
              <p>
                <Go to={runHref(run, node)}>{labelLines(label).name}</Go>: {outcome}
              </p>
              {sentences.map((sentence) => (
                <div key={sentence} className="quiet">
                  <Sentence text={sentence} />
                </div>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
