import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAll, addTo, emptySet, isEmpty, isIn, placesIn, removeAll, type NodeSet } from './node-set.ts';

const NODES = 100;
const places = fc.uniqueArray(fc.nat({ max: NODES - 1 }));

test('a set of bits is a set', () => {
  fc.assert(
    fc.property(places, places, (some, others) => {
      const [one, other] = [setOf(some), setOf(others)];
      expect(placesIn(one)).toEqual(some.toSorted((a, b) => a - b));
      expect(isEmpty(one)).toBe(some.length === 0);
      const all = one.slice();
      addAll(all, other);
      const rest = one.slice();
      removeAll(rest, other);
      for (let place = 0; place < NODES; place++) {
        expect(isIn(one, place)).toBe(some.includes(place));
        expect(isIn(all, place)).toBe(some.includes(place) || others.includes(place));
        expect(isIn(rest, place)).toBe(some.includes(place) && !others.includes(place));
      }
    }),
  );
});

function setOf(members: readonly number[]): NodeSet {
  const set = emptySet(NODES);
  for (const place of members) addTo(set, place);
  return set;
}
