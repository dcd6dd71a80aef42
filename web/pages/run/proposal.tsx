import type { RunView } from '../../../src/api/shapes.ts';

/** Of a check run: whose document it executes, and what is wrong with the one that its commit proposes. */
export function Proposal({ proposal }: { proposal: NonNullable<RunView['proposal']> }) {
  const { base, change, problems, problemsInAll } = proposal;
  const hidden = problemsInAll - problems.length;
  return (
    <section aria-labelledby="proposal">
      <h2 id="proposal">Only a check</h2>
      <p className="quiet">
        Executes the document of {base.ref.replace(/^refs\/heads\//, '')} ({base.commit.slice(0, 7)}). {WORDS[change]}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ line, column, severity, message, hint }) => (
            <li key={`${line}:${column} ${message}`}>
              Proposed, line {line}:{column}: {severity === 'warning' ? 'warning: ' : ''}
              {message} <span className="quiet">{hint}</span>
            </li>
          ))}
          {hidden > 0 && <li>and {hidden} more</li>}
        </ul>
      )}
    </section>
  );
}

const WORDS = {
  none: 'The commit does not change it.',
  removed: 'The commit removes it: nothing could be delivered from there.',
  changed: 'The commit proposes another one, which is proved here and not executed.',
};
