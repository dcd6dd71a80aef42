import { z } from 'zod';
import { settingsLine } from './settings-line.ts';

const COUNT = 'must be a number of at least 0';
const BUCKETS_MAX = 1_000;

const count = z.number(COUNT).min(0, COUNT);
const counts = z.array(count, 'must be a list of counts').max(BUCKETS_MAX);
export const edges = z
  .array(z.number('must be a number of milliseconds').positive('must be above 0'), 'must be a list of upper edges')
  .min(2, 'needs at least two upper edges')
  .max(BUCKETS_MAX)
  .refine((list) => list.every((edge, i) => i === 0 || edge > (list[i - 1] as number)), 'must rise');

/** Counts per bucket, with the edges here, in the first line, or those of our own router; or cumulative, by upper edge in seconds. */
export const latency = z.union(
  [counts, z.strictObject({ edgesMs: edges, counts }), z.strictObject({ le: z.record(z.string(), count) })],
  'must be a list of counts, { edgesMs, counts }, or { le } with cumulative counts by upper edge in seconds',
);
export type LatencyGiven = z.infer<typeof latency>;

const arm = z.strictObject(
  {
    requests: count,
    errors: count,
    latency: latency.optional(),
    answers: count.optional(),
    instances: count.optional(),
    unhealthy: z.string('must say why').optional(),
  },
  'must be { requests, errors, latency? }',
);

/** A weight as a number, whose unit the whole file decides, or with its unit: `"5 %"`. */
const weight = z.custom<number | string>(isShare, 'must be the canary’s share of the traffic: 0.05, 5 or "5 %"');
export type WeightGiven = z.infer<typeof weight>;

function isShare(value: unknown): boolean {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*%\s*$/.test(value) ? Number.parseFloat(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 100;
}

export const tickLine = z.strictObject(
  {
    t: z.number('must be a time: seconds, or milliseconds since 1970'),
    green: arm,
    blue: arm,
    weight,
    missing: z.string('must say why').optional(),
    /** The number of the tick and the digest of the line before, in logs of our own. */
    n: z.number().optional(),
    before: z.string().optional(),
  },
  'must be { t, green, blue, weight }',
);
export type TickLine = z.infer<typeof tickLine>;

const noise = {
  phi: z.number().min(1, 'must be at least 1').optional(),
  eta: z.number().min(0).max(1, 'must be between 0 and 1').optional(),
  sigma: z.number().min(0, COUNT).optional(),
  tau: z.number().min(0, COUNT).optional(),
};

/** What `shipchart evidence` hands out, or a few figures of one's own; what is left out is policy. */
const calibration = z.strictObject(
  {
    ...noise,
    from: z.enum(['history', 'none']).optional(),
    instances: count.optional(),
    historyMs: count.optional(),
    raisedFrom: z.strictObject({ phi: z.number(), alarms: z.number() }).optional(),
    widened: z.enum(['cyclic', 'sticky']).optional(),
    errors: z.strictObject({ ...noise, rate: z.number().min(0).max(1).optional() }).optional(),
    latency: z.strictObject({ ...noise, histogram: counts.optional() }).optional(),
  },
  'must be { phi, sigma, errors, latency }',
);
export type CalibrationGiven = z.infer<typeof calibration>;

export const headLine = z.strictObject(
  {
    calibration: calibration.optional(),
    edgesMs: edges.optional(),
    time: z.enum(['s', 'ms'], 'must be "s" or "ms"').optional(),
    weights: z.enum(['percent', 'fraction'], 'must be "percent" or "fraction"').optional(),
    startedAtMs: z.number().optional(),
    settings: settingsLine.optional(),
    /** The judgement that this log goes on from, where an earlier monitor of the same canary began it. */
    from: z.json().optional(),
    run: z.string().optional(),
    node: z.string().optional(),
    visit: z.number().optional(),
  },
  'must be { calibration }',
);
export type HeadLine = z.infer<typeof headLine>;
