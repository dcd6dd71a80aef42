import { type Requirement, together, type Way } from './requirement.ts';

/** Sets of requirements looked at for one chart, or for one question that excludes something. Ordinary charts need some hundreds. */
const MAX_SETS_LOOKED_AT = 50_000;

/**
 * Whether a run can fulfil requirements, by tracing them back to its start: the latest node needs one of its ways to
 * start, those need earlier nodes, and so on. All are traced together, since what is possible in pairs need not be
 * possible at once.
 *
 * @param ways of each node by its place in the order; more may be added between questions
 * @param excluded what must not happen on the way
 */
export function unrolling(
  ways: readonly (readonly Way[])[],
  excluded: (happened: Requirement) => boolean = () => false,
): (required: Way) => 'possible' | 'impossible' | 'too much work' {
  const known = new Map<string, boolean>();
  let looksLeft = MAX_SETS_LOOKED_AT;

  function isPossible(required: Way): boolean {
    const [latest, ...earlier] = required;
    if (latest === undefined) return true;
    const key = required.map(({ at, outcomes }) => `${at}:${outcomes}`).join();
    const before = known.get(key);
    if (before !== undefined) return before;
    if (looksLeft <= 0) return false;
    looksLeft -= 1;
    const answer = !excluded(latest) && (ways[latest.at] ?? []).some((way) => isPossibleAfter(way, earlier));
    // What was cut short is no answer to keep.
    if (answer || looksLeft > 0) known.set(key, answer);
    return answer;
  }

  function isPossibleAfter(way: Way, earlier: Way): boolean {
    const required = together(earlier, way);
    return required !== undefined && isPossible(required);
  }

  return (required) => {
    if (isPossible(required)) return 'possible';
    return looksLeft > 0 ? 'impossible' : 'too much work';
  };
}
