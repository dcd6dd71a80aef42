import { healthOf, logEvidence } from './decide.ts';
import type { VerdictState } from './state.ts';

/** How the evidence went, thinned as it grows: the newest point last. Plain JSON, and small. */
export interface Course {
  points: CoursePoint[];
  /** One tick in so many is kept. */
  every: number;
  /** Ticks so far. */
  seen: number;
  newest?: CoursePoint;
}

/** Milliseconds since the start, ln of the evidence of harm, and of the least evidence of health. */
export type CoursePoint = readonly [elapsedMs: number, harm: number, health: number];

const POINTS_MAX = 120;

export function startCourse(): Course {
  return { points: [], every: 1, seen: 0 };
}

export function addToCourse({ points, every, seen }: Course, point: CoursePoint): Course {
  const kept = seen % every === 0 ? [...points, point] : points;
  const full = kept.length > POINTS_MAX;
  return {
    points: full ? kept.filter((_, i) => i % 2 === 0) : kept,
    every: full ? every * 2 : every,
    seen: seen + 1,
    newest: point,
  };
}

/** The points with the newest at the end, whichever were kept. */
export function pointsOf({ points, newest }: Course): CoursePoint[] {
  return newest === undefined || points.at(-1)?.[0] === newest[0] ? points : [...points, newest];
}

/** Where the evidence stands: three digits after the point are more than any eye sees. */
export function pointOf(state: VerdictState): CoursePoint {
  const health = Math.min(...Object.values(healthOf(state)));
  return [state.clock.elapsedMs, rounded(logEvidence(state).total), rounded(health)];
}

/** Evidence against falls without end; what is hopeless is drawn at the bottom. */
const LOWEST = -1_000;

function rounded(log: number): number {
  return Math.round(Math.max(LOWEST, Math.min(1e6, log)) * 1_000) / 1_000;
}
