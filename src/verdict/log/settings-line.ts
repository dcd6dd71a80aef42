import { z } from 'zod';

const MS_MAX = 30 * 86_400_000;
const ms = z.number().min(0).max(MS_MAX);
const part = z.number().gt(0).lt(1);
const margin = z.union([z.literal('off'), z.number().gt(0).max(100)]);
const edges = z.array(z.number().positive()).min(2);

/** The judge's settings as a log keeps them: complete, in milliseconds, fractions and points. */
export const settingsLine = z.strictObject({
  forMs: ms,
  atMostMs: ms,
  warmUpMs: ms,
  alpha: part,
  beta: part,
  silenceMs: ms,
  baseline: z.enum(['live', 'none']),
  errors: z.union([
    z.literal('off'),
    z.strictObject({
      marginPoints: z.number().gt(0).lt(100),
      ratio: z.number().gt(1),
      limitPercent: z.number().gt(0).lt(100),
    }),
  ]),
  latency: z.union([
    z.literal('off'),
    z.strictObject({
      edgesMs: edges,
      p50: margin,
      p99: margin,
      tolerated: z.number().min(0),
      toleratedMs: z.number().min(0),
      limitP99Ms: z.number().positive().optional(),
    }),
  ]),
  upTo: z.number().gt(0).max(100).optional(),
  phi: z.number().min(1).optional(),
  sigma: z.number().min(0).optional(),
});
