import type { Problem } from '../../lib/problem.ts';
import type { Causes, Never } from '../causes.ts';
import type { Delivery } from '../delivery.ts';
import { afterWalk, problemOn } from './walk.ts';

/** Nothing reaches an environment before the image it deploys exists: each step that needs one has a step that made it among its causes, in every run. */
export function imageMadeFirst(delivery: Delivery, causes: Causes): Problem[] {
  const makers = delivery.order.filter((node) => delivery.steps[node]?.image === 'makes');
  const isMade: Never = ({ node, outcomes }) =>
    makers.includes(node) && outcomes.every((outcome) => isForward(delivery, node, outcome));
  // A step that follows from one that already lacks its image says nothing new.
  const lacking =
    (node: string): Never =>
    (happened) =>
      isMade(happened) || (happened.node !== node && needsImage(delivery, happened.node));
  return delivery.order
    .filter((node) => needsImage(delivery, node) && causes.canStart([node], lacking(node)) === 'possible')
    .map((node) => {
      const walk = causes.shortestWalk([node], lacking(node));
      const message = `${afterWalk(delivery, walk)}\`${node}\` starts although no image has been made.`;
      const hint =
        makers.length === 0
          ? 'Draw a step with `uses: image` before it.'
          : `Lead every path to it through \`${makers.join('` or `')}\`.`;
      return problemOn(delivery, node, 'image-missing', message, hint);
    });
}

function needsImage(delivery: Delivery, node: string): boolean {
  return delivery.steps[node]?.image === 'needs';
}

function isForward(delivery: Delivery, node: string, outcome: string): boolean {
  return delivery.steps[node]?.outcomes.some(({ name, way }) => name === outcome && way === 'forward') ?? false;
}
