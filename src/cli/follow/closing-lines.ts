import type { RunView } from '../../api/shapes.ts';
import { GLYPHS, statusOfRun } from '../glyphs.ts';
import { sayRun, sayTook } from '../say.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Paint } from '../terminal/terminal.ts';

/** How a run ended and why; where a step failed, how to read its log. */
export function closingLines(view: RunView, now: number, paint: Paint): string[] {
  const { sign, look } = GLYPHS[statusOfRun(view)];
  const failed = view.steps.filter((step) => step.status === 'failed');
  return [
    `${paint(look, `${sign} ${cleanText(view.id)} ${sayRun(view)}`)} after ${sayTook(view, now) || '0 s'}${sayReason(view)}`,
    ...failed.map(({ node }) => `  Its log: shipchart logs ${cleanText(view.id)} ${node}`),
  ];
}

function sayReason({ endingReason }: RunView): string {
  return endingReason === undefined ? '.' : `: ${cleanText(endingReason)}.`.replace(/([.!?])\.$/, '$1');
}

/** What a run that goes on needs from people; none where it needs nothing. */
export function waitingLines({ id, waitsForPeople }: RunView): string[] {
  return waitsForPeople.map(
    (node) => `${node} waits for a person: shipchart approve ${cleanText(id)} ${node}   (or reject)`,
  );
}
