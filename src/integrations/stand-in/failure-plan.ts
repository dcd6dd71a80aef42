import { z } from 'zod';

/** What a vendor takes orders for. */
export const SERVICES = ['notices', 'incidents', 'invalidations'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * How a vendor can fail a request.
 * `slow`: does it and answers late. `error`: 500, nothing done. `error-after`: does it, then 500. `hang`: nothing done, no answer ever.
 * `refuse`: 403, nothing done. `drop`: cuts the connection, nothing done. `drop-after`: does it, then cuts the connection.
 */
export const FAILURES = ['slow', 'error', 'error-after', 'hang', 'refuse', 'drop', 'drop-after'] as const;

const FAILURES_MAX = 100;
const SLOW_MS_MAX = 60_000;

export const commandedFailure = z.strictObject({
  service: z.enum(SERVICES),
  failure: z.enum(FAILURES),
  /** How many requests it meets; every one where absent. */
  times: z.number().int().min(1).optional(),
  /** The share of requests it meets, the others pass; all where absent. */
  chance: z.number().min(0).max(1).optional(),
  /** Of one key at most this many requests fail, so that whoever tries again gets through in the end. */
  perKey: z.number().int().min(1).optional(),
  /** Of `slow` only. */
  slowMs: z.number().int().min(0).max(SLOW_MS_MAX).optional(),
});
export type CommandedFailure = z.infer<typeof commandedFailure>;
export const failureList = z.array(commandedFailure).max(FAILURES_MAX);

/** The failures that are commanded now. */
export interface FailurePlan {
  command(failures: readonly CommandedFailure[]): void;
  commanded(): CommandedFailure[];
  /** The failure that this request meets; undefined where it is served. The first that applies is used up. */
  meet(service: Service, key: string): CommandedFailure | undefined;
}

export function createFailurePlan(random: () => number): FailurePlan {
  let left: CommandedFailure[] = [];
  let met = new Map<string, number>();
  return {
    command(failures) {
      left = failures.map((each) => ({ ...each }));
      met = new Map();
    },
    commanded: () => left.map((each) => ({ ...each })),
    meet(service, key) {
      const before = met.get(`${service} ${key}`) ?? 0;
      const failure = left.find(
        (each) => each.service === service && before < (each.perKey ?? Infinity) && (each.chance ?? 1) > random(),
      );
      if (!failure) return undefined;
      met.set(`${service} ${key}`, before + 1);
      const once = { ...failure };
      if (failure.times !== undefined) failure.times -= 1;
      left = left.filter((each) => each.times !== 0);
      return once;
    },
  };
}
