import type { UsualView } from '../../api/shapes.ts';
import type { Run } from '../../engine/run.ts';

/**
 * How long a run and each of its steps take as a rule: from the steps that carried it onward, so that a quick failure promises no quick pass;
 * the whole from runs that had these `nodes`, so that one which only adopted a release promises nothing either.
 */
export function usualOf(
  nodes: readonly string[],
  runs: readonly Run[],
  carriedOnward: (run: Run, node: string) => boolean,
): UsualView {
  const durations = new Map<string, number[]>();
  for (const run of runs) {
    for (const [node, { startedAt, endedAt, visit }] of Object.entries(run.steps)) {
      if (startedAt === undefined || endedAt === undefined || visit !== 1 || !carriedOnward(run, node)) continue;
      durations.set(node, [...(durations.get(node) ?? []), endedAt - startedAt]);
    }
  }
  const whole = runs.flatMap(({ ending, startedAt, endedAt, steps }) => {
    const isAlike =
      (ending === 'delivered' || ending === 'checked') && nodes.every((node) => Object.hasOwn(steps, node));
    return isAlike && endedAt !== undefined ? [endedAt - startedAt] : [];
  });
  return {
    ...(whole.length > 0 ? { runMs: median(whole) } : {}),
    steps: Object.fromEntries([...durations].map(([node, all]) => [node, { ms: median(all), runs: all.length }])),
  };
}

/** The middle one; of two, the longer: who waits would rather be early. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
