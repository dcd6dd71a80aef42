/** That a node starts and ends in one of some outcomes: its place in the order, and a bit for each outcome. */
export interface Requirement {
  at: number;
  outcomes: number;
}

/** What must have happened for something to happen, the latest node first. */
export type Way = readonly Requirement[];

/** Both sets of requirements, the latest node first; undefined where they want different outcomes of one node. */
export function together(one: Way, other: Way): Way | undefined {
  const merged = new Map<number, number>();
  for (const { at, outcomes } of [...one, ...other]) {
    const both = (merged.get(at) ?? outcomes) & outcomes;
    if (both === 0) return undefined;
    merged.set(at, both);
  }
  return [...merged].map(([at, outcomes]) => ({ at, outcomes })).toSorted((a, b) => b.at - a.at);
}
