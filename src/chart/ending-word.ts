import type { Delivery } from './delivery.ts';
import { halfFilled, type Played } from './play.ts';

/** How a run ends when nobody stops it from outside. */
export type EndingWord = 'delivered' | 'checked' | 'failed' | 'rolled back' | 'rejected';

/** What an ending is called: the most telling thing that happened, a rejection before a rollback before a failure before success. */
export function endingWord(delivery: Delivery, played: Played): { ending: EndingWord; reason: string } {
  const failure = played.walk.find(({ node, outcome }) => isFailure(delivery, node, outcome));
  const rejected = played.walk.find(
    ({ node, outcome }) => outcome === 'rejected' && isFailure(delivery, node, outcome),
  );
  const returned = delivery.order.find(
    (node) => delivery.steps[node]?.rollout === 'rollback' && played.ended.get(node) === 'done',
  );
  const [stuck] = halfFilled(delivery, played);
  const said = failure ? `${failure.node} ended ${failure.outcome}` : '';
  if (played.stopped?.because === 'visited too often')
    return { ending: 'failed', reason: `${played.stopped.node} went back once more than its cycle may` };
  if (rejected) return { ending: 'rejected', reason: `${rejected.node} ended rejected` };
  if (returned !== undefined)
    return {
      ending: 'rolled back',
      reason: said === '' ? `${returned} returned the environment to its last good release` : said,
    };
  if (failure) return { ending: 'failed', reason: said };
  if (stuck !== undefined) return { ending: 'failed', reason: `stuck at ${stuck}: some of its tokens never came` };
  const isDelivered = [...played.ended.keys()].some((node) => delivery.steps[node]?.rollout === 'deploy');
  if (isDelivered) return { ending: 'delivered', reason: 'every step on the way passed' };
  return { ending: 'checked', reason: 'every check passed; nothing was deployed' };
}

function isFailure(delivery: Delivery, node: string, outcome: string): boolean {
  return delivery.steps[node]?.outcomes.some(({ name, way }) => name === outcome && way === 'failure') ?? false;
}
