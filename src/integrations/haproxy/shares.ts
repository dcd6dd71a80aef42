import type { Colour, Weights } from '../../ports/release.ts';
import type { Server } from './servers.ts';

/** HAProxy's highest weight of a server. */
const WEIGHT_MAX = 256;
const PARTS_PER_PERCENT = 100;

/**
 * The weight of each server of a colour, so that the colours get their shares although they may have different numbers of servers.
 * Undefined where the shares can't be had with weights from 0 to 256.
 */
export function serverWeights(shares: Weights, count: Readonly<Record<Colour, number>>): Weights | undefined {
  // With the other's count as a factor, the sums stand as the shares do; a colour without servers gets nothing anyway.
  const blue = Math.round(shares.blue * PARTS_PER_PERCENT) * Math.max(1, count.green);
  const green = Math.round(shares.green * PARTS_PER_PERCENT) * Math.max(1, count.blue);
  const divisor = greatestCommonDivisor(blue, green) || 1;
  const [ofBlue, ofGreen] = [blue / divisor, green / divisor];
  // One alone may have any weight; 100 is what a person would write.
  if (blue === 0 || green === 0) return { blue: blue === 0 ? 0 : 100, green: green === 0 ? 0 : 100 };
  return Math.max(ofBlue, ofGreen) <= WEIGHT_MAX ? { blue: ofBlue, green: ofGreen } : undefined;
}

/** What the servers' weights come to, in percent with two decimals. */
export function sharesOf(servers: readonly Server[]): Weights {
  const sum = (colour: Colour) =>
    servers
      .filter((server) => server.colour === colour && server.enabled)
      .reduce((total, { weight }) => total + weight, 0);
  const [blue, green] = [sum('blue'), sum('green')];
  if (blue + green === 0) return { blue: 0, green: 0 };
  const share = Math.round((blue / (blue + green)) * 100 * PARTS_PER_PERCENT) / PARTS_PER_PERCENT;
  return { blue: share, green: Math.round((100 - share) * PARTS_PER_PERCENT) / PARTS_PER_PERCENT };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
