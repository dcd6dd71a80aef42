import type { Delivery, Route } from '../../chart/delivery.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { type Cell, inColumns } from '../terminal/columns.ts';
import { cut } from '../terminal/fit.ts';
import type { Paint } from '../terminal/terminal.ts';

/** A delivery drawn as a list from start to end: what each node is, and where each of its outcomes leads. */
export function chartLines(delivery: Delivery, columns: number, paint: Paint): string[] {
  const leaving = Map.groupBy(Object.values(delivery.routes), (route) => route.from);
  const rows = delivery.order.map((node): Cell[] => {
    const kind = delivery.steps[node]?.kind ?? '';
    const passive = kind === 'passive';
    return [
      { text: cleanText(node), look: passive ? 'gray' : 'bold' },
      { text: passive ? '' : kind, look: 'gray' },
      waysOut(leaving.get(node) ?? []),
    ];
  });
  // Without colours first: a cut must not fall into one.
  const plain = inColumns(rows, (_, text) => text);
  const painted = inColumns(rows, paint);
  return plain.map((line, at) => (cut(line, columns) === line ? (painted[at] ?? line) : cut(line, columns)));
}

/** `pass → BUILD · fail → NOTIFY_FAIL`. */
function waysOut(routes: readonly Route[]): string {
  const targets = Map.groupBy(routes, ({ outcomes, way }) => (way === 'always' ? 'always' : outcomes.join(' or ')));
  return [...targets]
    .map(
      ([outcome, led]) =>
        `${outcome} → ${led.map(({ to, back }) => `${back ? 'back to ' : ''}${cleanText(to)}`).join(', ')}`,
    )
    .join(' · ');
}
