import type { Json } from '../../../src/lib/json.ts';
import { Figures } from '../../components/figures.tsx';
import { reportIn, type FailedTest } from '../../live/report.ts';

/** What a step's reports say: the tests that failed first, each with why, then the numbers. */
export function Report({ output }: { output: Json | undefined }) {
  const report = reportIn(output);
  if (!report) return null;
  const { failed, numbers, problems } = report;
  return (
    <section className="report" aria-label="Report">
      {failed.map((test) => (
        <FailedTestCard key={`${test.file} ${test.name}`} test={test} />
      ))}
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      {Object.keys(numbers).length > 0 && <Figures figures={numbers} />}
    </section>
  );
}

function FailedTestCard({ test: { name, file, message } }: { test: FailedTest }) {
  return (
    <article className="failed-test">
      <h3>
        <span aria-hidden="true">✕</span> {name}
      </h3>
      {file !== '' && <p className="quiet">{file}</p>}
      {message !== '' && <pre>{message}</pre>}
    </article>
  );
}
