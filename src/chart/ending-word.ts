import type { Delivery } from './delivery.ts';
import { halfFilled, type Played } from './play.ts';

/** How a run ends when nobody stops it from outside. */
export type EndingWord = 'delivered' | 'checked' | 'failed' | 'rolled back' | 'rejected';

/** What an ending is called: the most telling thing that happened, a rejection before a rollback before a failure before success. */
export function endingWord(delivery: Delivery, played: Played): { ending: EndingWord; reason: string } {
  if (played.stopped) return { ending: 'failed', reason: whyStopped(played.stopped) };
  const ended = delivery.order.filter((node) => isFailure(delivery, node, played.ended.get(node)));
  const rejected = ended.find((node) => played.ended.get(node) === 'rejected');
  const [failed = rejected] = ended;
  const returned = delivery.order.find(
    (node) => delivery.steps[node]?.rollout === 'rollback' && played.ended.get(node) === 'done',
  );
  const [stuck] = halfFilled(delivery, played);
  if (rejected !== undefined) return { ending: 'rejected', reason: `${rejected} ended rejected` };
  const said = failed === undefined ? undefined : `${failed} ended ${played.ended.get(failed) ?? ''}`;
  if (returned !== undefined)
    return { ending: 'rolled back', reason: said ?? `${returned} returned the environment to its last good release` };
  if (said !== undefined) return { ending: 'failed', reason: said };
  if (stuck !== undefined) return { ending: 'failed', reason: `stuck at ${stuck}: some of its tokens never came` };
  const isDelivered = [...played.ended.keys()].some((node) => delivery.steps[node]?.rollout === 'deploy');
  if (isDelivered) return { ending: 'delivered', reason: 'every step on the way passed' };
  return { ending: 'checked', reason: 'every check passed; nothing was deployed' };
}

function whyStopped({ node, outcome, because }: NonNullable<Played['stopped']>): string {
  return because === 'visited too often'
    ? `${node} ended ${outcome} and went back once more than its cycle may`
    : `${node} ended ${outcome}, and no edge leads on from there`;
}

function isFailure(delivery: Delivery, node: string, outcome: string | undefined): boolean {
  return delivery.steps[node]?.outcomes.some(({ name, way }) => name === outcome && way === 'failure') ?? false;
}
