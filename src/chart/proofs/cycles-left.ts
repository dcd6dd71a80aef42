import type { Problem } from '../../lib/problem.ts';
import type { Delivery } from '../delivery.ts';
import type { Played } from '../play.ts';
import { problemOn } from './walk.ts';

/** A cycle is left in some run without a failure; one that always goes round would fail every run after its last visit. */
export function cyclesLeft(delivery: Delivery, endings: readonly Played[]): Problem[] {
  return Object.keys(delivery.cycles).flatMap((head) => {
    const members = new Set(delivery.cycles[head]?.members);
    const through = endings.filter(({ walk }) => walk.some(({ node }) => node === head));
    const isCaught = ({ stopped }: Played) => stopped?.because === 'visited too often' && members.has(stopped.node);
    const [caught] = through;
    if (!caught?.stopped || !through.every(isCaught)) return [];
    const message = `Nothing leads out of the cycle at \`${head}\`: \`${caught.stopped.node}\` goes back however it ends, until \`max-visits\` fails the run.`;
    return [
      problemOn(
        delivery,
        head,
        'endless-cycle',
        message,
        `Label the edge back, for example \`${caught.stopped.node} -->|fail| ${head}\`.`,
      ),
    ];
  });
}
