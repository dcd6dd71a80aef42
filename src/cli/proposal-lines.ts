import type { RunView } from '../api/shapes.ts';
import { cleanText } from './terminal/clean-text.ts';

/** Of a check run: whose document it executes, and what is wrong with the one that its commit proposes. */
export function proposalLines({ proposal }: RunView): string[] {
  if (!proposal) return [];
  const { base, change, problems, problemsInAll } = proposal;
  const whose = `${cleanText(base.ref.replace(/^refs\/heads\//, ''))} (${base.commit.slice(0, 7)})`;
  const said = {
    none: ['The commit does not change it.'],
    removed: ['The commit removes it: nothing could be delivered from there.'],
    changed: ['The commit proposes another one, which is proved here and not executed.'],
  }[change];
  const more = problemsInAll > problems.length ? [`  and ${problemsInAll - problems.length} more`] : [];
  return [
    `Executes the document of ${whose}. ${said.join('')}`,
    ...problems.map(
      ({ line, column, severity, message, hint }) =>
        `  proposed, ${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${cleanText(message)} ${cleanText(hint)}`,
    ),
    ...more,
  ];
}
