/** One second of both versions, as any judge may see it. */
export interface Second {
  /** Seconds since the start, from 1. */
  at: number;
  green: Arm;
  blue: Arm;
}

export interface Arm {
  requests: number;
  errors: number;
  /** Running instances, where their number changes. */
  instances?: number;
}

/** A judge of one release: told every second, it answers whether it rolls back now. */
export type Rule = (second: Second) => boolean;

/** The last so many seconds of one arm, summed. */
export function slidingSum(seconds: number): (arm: Arm) => Arm {
  const kept: Arm[] = [];
  const sum = { requests: 0, errors: 0 };
  return (arm) => {
    kept.push({ ...arm });
    sum.requests += arm.requests;
    sum.errors += arm.errors;
    if (kept.length > seconds) {
      const gone = kept.shift() as Arm;
      sum.requests -= gone.requests;
      sum.errors -= gone.errors;
    }
    return sum;
  };
}
