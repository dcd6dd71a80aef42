import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Server } from './servers.ts';
import { serverWeights, sharesOf } from './shares.ts';

const counts = fc.integer({ min: 1, max: 4 });

test('the weights of any number of servers come to the shares that were asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), counts, counts, (blue, ofBlue, ofGreen) => {
      const shares = { blue, green: 100 - blue };
      const weights = serverWeights(shares, { blue: ofBlue, green: ofGreen });
      fc.pre(weights !== undefined);
      const server = (colour: 'blue' | 'green', number: number): Server => ({
        name: `${colour}-${number}`,
        colour,
        number,
        enabled: true,
        up: true,
        weight: weights[colour],
        port: 1,
      });
      const servers = [
        ...Array.from({ length: ofBlue }, (_, index) => server('blue', index + 1)),
        ...Array.from({ length: ofGreen }, (_, index) => server('green', index + 1)),
      ];
      expect(sharesOf(servers)).toEqual(shares);
    }),
  );
});

test('every whole percent can be had with up to two servers each', () => {
  for (let blue = 0; blue <= 100; blue++) {
    for (const ofBlue of [1, 2])
      for (const ofGreen of [1, 2])
        expect(
          serverWeights({ blue, green: 100 - blue }, { blue: ofBlue, green: ofGreen }),
          String(blue),
        ).toBeDefined();
  }
});
