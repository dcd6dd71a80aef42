import { enterReserve, LOG_AT_START, logCapital, type Restarts } from './onset.ts';

/** Evidence that a rate is above a limit, where there is no baseline to compare with: a first release. */
export interface AbsoluteHarm {
  bets: number[];
}

/** The true rate over the limit. */
const MULTIPLES = [1.5, 2.5, 5, 10, 20];
const WEIGHTS = MULTIPLES.map(() => 1 / MULTIPLES.length);
const HIGHEST_RATE = 0.99;

export function startAbsoluteHarm(): AbsoluteHarm {
  return { bets: MULTIPLES.map(() => LOG_AT_START) };
}

/** @param limit a rate between 0 and 1 */
export function countAbsolute(
  harm: AbsoluteHarm,
  requests: number,
  events: number,
  limit: number,
  phi: number,
): AbsoluteHarm {
  if (requests === 0 && events === 0) return harm;
  return {
    bets: harm.bets.map((log, j) => {
      // A multiple that would pass certainty bets on half way between the limit and certainty instead.
      const multiple = MULTIPLES[j] as number;
      const raised = multiple * limit < HIGHEST_RATE ? multiple * limit : (1 + limit) / 2;
      return (
        log + (events * Math.log(raised / limit) + (requests - events) * Math.log((1 - raised) / (1 - limit))) / phi
      );
    }),
  };
}

export function restartAbsolute(harm: AbsoluteHarm, restarts: Restarts): AbsoluteHarm {
  return { bets: enterReserve(harm.bets, restarts) };
}

export function logAbsolute(harm: AbsoluteHarm, restarts: number): number {
  return logCapital(harm.bets, WEIGHTS, restarts);
}
