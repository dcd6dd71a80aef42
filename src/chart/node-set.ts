/** Some of a chart's nodes, a bit for each by its place in the chart's order: for proofs that ask about every pair. */
export type NodeSet = Uint32Array;

const BITS = 32;

export function emptySet(nodes: number): NodeSet {
  return new Uint32Array(Math.ceil(nodes / BITS));
}

export function addTo(set: NodeSet, place: number): void {
  const word = place >>> 5;
  set[word] = (set[word] as number) | (1 << (place & (BITS - 1)));
}

export function isIn(set: NodeSet, place: number): boolean {
  return ((set[place >>> 5] as number) & (1 << (place & (BITS - 1)))) !== 0;
}

export function addAll(set: NodeSet, others: NodeSet): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] as number) | (others[word] as number);
}

export function removeAll(set: NodeSet, others: NodeSet): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] as number) & ~(others[word] as number);
}

export function isEmpty(set: NodeSet): boolean {
  return set.every((word) => word === 0);
}

/** Places of those in the set, rising. */
export function placesIn(set: NodeSet): number[] {
  const places: number[] = [];
  for (let word = 0; word < set.length; word++) {
    // The lowest bit goes first, until none is left.
    for (let rest = set[word] as number; rest !== 0; rest &= rest - 1)
      places.push(word * BITS + (31 - Math.clz32(rest & -rest)));
  }
  return places;
}
