import { logAdd, logWeightedSum } from './log-sum.ts';

/**
 * A mixture over when the harm began. 88 % of the capital bets from the start, the rest enters in equal parts every ten
 * seconds over the horizon. Without it a late step would first have to earn back all that good minutes lost. Short parts
 * cost nothing where events are rare (many parts bet side by side) and spare the wait for the next where they are not.
 */
export const RESTART_MS = 10_000;
const HORIZON_MS = 3_600_000;
const AT_START = 0.88;
const RESTARTS = HORIZON_MS / RESTART_MS - 1;
const PART = (1 - AT_START) / RESTARTS;

/** Log capital of one bet at the start. */
export const LOG_AT_START = Math.log(AT_START);

/** So many more parts of the reserve enter each bet; nothing after the horizon. */
export function enterReserve(logs: readonly number[], { due, restarts }: Restarts): number[] {
  const parts = Math.min(restarts, RESTARTS) - Math.min(restarts - due, RESTARTS);
  return parts === 0 ? [...logs] : logs.map((log) => logAdd(log, Math.log(parts * PART)));
}

export interface Restarts {
  /** That fall due now. */
  due: number;
  /** So far, with these. */
  restarts: number;
}

/** ln of the whole capital: the bets, weighted, and what has not entered yet. */
export function logCapital(logs: readonly number[], weights: readonly number[], restarts: number): number {
  const reserve = (1 - AT_START) * Math.max(0, 1 - restarts / RESTARTS);
  return logAdd(logWeightedSum(logs, weights), Math.log(reserve));
}
