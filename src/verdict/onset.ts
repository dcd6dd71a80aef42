import { logAdd, logWeightedSum } from './log-sum.ts';

/**
 * A mixture over when the harm began. 75 % of the capital bets from the start, the rest enters in equal parts once a
 * minute over the horizon. Without it a late step would first have to earn back all that good minutes lost; with it a late
 * step costs ln(1/part), about 5 nats, whenever it comes.
 */
export const RESTART_MS = 60_000;
const HORIZON_MS = 3_600_000;
const AT_START = 0.75;
const RESTARTS = HORIZON_MS / RESTART_MS - 1;
const LOG_PART = Math.log((1 - AT_START) / RESTARTS);

/** Log capital of one bet at the start. */
export const LOG_AT_START = Math.log(AT_START);

/** One more part of the reserve enters each bet; nothing after the horizon. */
export function enterReserve(logs: readonly number[], restarts: number): number[] {
  return restarts > RESTARTS ? [...logs] : logs.map((log) => logAdd(log, LOG_PART));
}

/** ln of the whole capital: the bets, weighted, and what has not entered yet. */
export function logCapital(logs: readonly number[], weights: readonly number[], restarts: number): number {
  const reserve = (1 - AT_START) * Math.max(0, 1 - restarts / RESTARTS);
  return logAdd(logWeightedSum(logs, weights), Math.log(reserve));
}
