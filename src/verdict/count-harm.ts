import { EMPTY_LOTTERY, logAnyEffect, type Lottery, logLottery, mostOfAnyEffect } from './lottery.ts';
import { logWeightedSum } from './log-sum.ts';
import { enterReserve, LOG_AT_START, logCapital, type Restarts } from './onset.ts';
import { logRaise } from './overshoot.ts';

/**
 * Evidence that the canary gets more than its share of events (errors, time-outs, restarts): published nowhere in this
 * form, built from Hoeffding (1963, theorem 4: sampling without replacement) and Ville. Given all events of a tick, the
 * canary's number is at most hypergeometric if both versions are equal, so every factor has mean at most 1.
 */
export interface CountHarm {
  /** ln of the capital of each bet on the likelihood, one per effect. */
  likelihood: number[];
  /** ln of the capital of each bet on the share of a block, one per effect. */
  share: number[];
  block: { canary: number; all: number; expected: number };
  lottery: Lottery;
  /** ln of what the bets on the likelihood gained by not overshooting. */
  raised: number;
}

/** What the noise of the baseline makes of the evidence. */
export interface Noise {
  /** Events come in clumps: this many count as one. At least 1. */
  phi: number;
  /** Stake of the bets on blocks, up to 1. */
  eta: number;
  /** Spread of the log rate between a few instances and the rest. */
  sigma: number;
}

export interface CountTick {
  canary: number;
  all: number;
  /** The canary's share of the requests. */
  share: number;
}

/** Ratios of the error rates, as few as lose little between them; most of the weight lies on the smaller ones. */
const EFFECTS = [2, 4.5, 24];
const WEIGHTS = [0.55, 0.24, 0.21];
const LOG_EFFECTS = EFFECTS.map(Math.log);
/**
 * Of the bets on the likelihood, on the shares of blocks, and on any effect. Where errors clump, the likelihood is
 * tempered and the blocks carry the evidence; where they do not, the likelihood wastes nothing.
 */
const KINDS_CLUMPED = [0.4, 0.5, 0.1];
const KINDS_INDEPENDENT = [0.93, 0, 0.07];
const CLUMPED_PHI = 1.35;
const EMPTY_BLOCK = { canary: 0, all: 0, expected: 0 };

export function startCountHarm(): CountHarm {
  const start = EFFECTS.map(() => LOG_AT_START);
  return { likelihood: start, share: start, block: EMPTY_BLOCK, lottery: EMPTY_LOTTERY, raised: 0 };
}

/** How far the judgement is: what of the reserve has entered, and the ln of the evidence that would end it. */
export interface Betting {
  restarts: number;
  logEnough: number;
}

/** Counts one tick. Call `closeBlock` and `restartHarm` when their time has come. */
export function countHarm(harm: CountHarm, tick: CountTick, noise: Noise, betting: Betting): CountHarm {
  const { canary, all, share } = tick;
  if (all === 0) return harm;
  const { block, lottery } = harm;
  const { phi } = noise;
  const expected = share * all;
  return {
    likelihood: grown(harm.likelihood, tick, phi),
    share: harm.share,
    block: { canary: block.canary + canary, all: block.all + all, expected: block.expected + expected },
    lottery: {
      canary: lottery.canary + canary / phi,
      all: lottery.all + all / phi,
      expected: lottery.expected + expected / phi,
      settled: lottery.settled,
      earned: lottery.earned,
    },
    raised: harm.raised + raise(harm, tick, noise, betting),
  };
}

function grown(likelihood: readonly number[], { canary, all, share }: CountTick, phi: number): number[] {
  return likelihood.map((log, j) => {
    const effect = EFFECTS[j] as number;
    return log + (canary * (LOG_EFFECTS[j] as number) - all * Math.log1p(share * (effect - 1))) / phi;
  });
}

/** Only where events are independent is their chance known, and with it what may be spared. */
function raise(harm: CountHarm, tick: CountTick, { phi }: Noise, { restarts, logEnough }: Betting): number {
  if (phi > 1) return 0;
  const before = harm.raised + logCapital(harm.likelihood, WEIGHTS, restarts);
  // One tick hardly crosses more than half of the way.
  if (before < logEnough / 2) return 0;
  const enough = logEnough - Math.log(KINDS_INDEPENDENT[0] as number);
  const after = (canary: number) =>
    harm.raised + logCapital(grown(harm.likelihood, { ...tick, canary }, phi), WEIGHTS, restarts);
  return logRaise(tick, after, before, enough);
}

/** Bets on the block's share. However many events came in one burst, a block is one observation. */
export function closeBlock(harm: CountHarm, { eta }: Noise): CountHarm {
  const { canary, all, expected } = harm.block;
  if (all === 0) return harm;
  const surplus = canary / expected - 1;
  const share = harm.share.map((log, j) => {
    const odds = (expected / all) * ((EFFECTS[j] as number) - 1);
    return log + eta * Math.log1p((odds / (1 + odds)) * surplus);
  });
  return { ...harm, share, block: EMPTY_BLOCK };
}

/** Lets one part of the reserve bet from now on, on harm that begins now. */
export function restartHarm(harm: CountHarm, restarts: Restarts): CountHarm {
  return {
    ...harm,
    likelihood: enterReserve(harm.likelihood, restarts),
    share: enterReserve(harm.share, restarts),
  };
}

/** ln of the evidence of harm: the mean of all kinds of bets over what the spread between instances explains. */
export function logHarm(harm: CountHarm, restarts: number, { phi, sigma }: Noise): number {
  return logBets(harm, restarts, phi) - logLottery(harm.lottery, sigma);
}

/** ln of the bets alone. Rises with every error of the canary. */
export function logBets(harm: CountHarm, restarts: number, phi: number): number {
  const likelihood = harm.raised + logCapital(harm.likelihood, WEIGHTS, restarts);
  const share = logCapital(harm.share, WEIGHTS, restarts);
  const kinds = phi > CLUMPED_PHI ? KINDS_CLUMPED : KINDS_INDEPENDENT;
  return logWeightedSum([likelihood, share, logAnyEffect(harm.lottery)], kinds);
}

/** At most what `logHarm` comes to, for a fraction of its price: on most ticks nothing is near any boundary. */
export function mostHarm({ likelihood, share, lottery, raised }: CountHarm): number {
  let most = Math.max(0, raised, mostOfAnyEffect(lottery));
  for (const log of likelihood) if (log + raised > most) most = log + raised;
  for (const log of share) if (log > most) most = log;
  return most;
}
