import type { HistoryView } from '../../api/shapes.ts';
import type { Run } from '../../engine/run.ts';
import type { Way } from '../../chart/declaration.ts';
import { median } from './usual.ts';

const STEPS_SHOWN = 10;

type Steps = Pick<HistoryView, 'slowest' | 'flakiest'>;

interface Look {
  run: Run;
  node: string;
  label: string;
  way: Way | undefined;
}

/**
 * Which steps take longest, and which can't be trusted: a step is flaky in a run where it had to be tried again, where its report says so, or
 * where the same commit passed it in one run and failed it in another.
 */
export function recordsOf(looks: readonly Look[]): Steps {
  const byNode = Map.groupBy(looks, ({ node }) => node);
  const slowest = [...byNode].flatMap(([node, of]) => {
    const took = of.flatMap(({ run, way }) => (way === 'forward' ? tookOf(run, node) : []));
    return took.length === 0 ? [] : [{ node, label: labelOf(of), ms: median(took), runs: took.length }];
  });
  const flakiest = [...byNode].flatMap(([node, of]) => {
    const ended = of.filter(({ way }) => way !== undefined);
    const flaky = ended.filter((look) => isFlaky(look, ended)).length;
    return flaky === 0 ? [] : [{ node, label: labelOf(of), flaky, runs: ended.length }];
  });
  return {
    slowest: slowest.sort((a, b) => b.ms - a.ms).slice(0, STEPS_SHOWN),
    flakiest: flakiest.sort((a, b) => b.flaky / b.runs - a.flaky / a.runs).slice(0, STEPS_SHOWN),
  };
}

function isFlaky({ run, node, way }: Look, all: readonly Look[]): boolean {
  const step = run.steps[node];
  if ((step?.attempt ?? 1) > 1) return true;
  const { output } = step ?? {};
  const numbers =
    typeof output === 'object' && output !== null && !Array.isArray(output) ? output['numbers'] : undefined;
  if (typeof numbers === 'object' && numbers !== null && !Array.isArray(numbers) && Number(numbers['flaky'] ?? 0) > 0)
    return true;
  return all.some((other) => other.run.commit.id === run.commit.id && other.way !== way);
}

function tookOf(run: Run, node: string): number[] {
  const { startedAt, endedAt } = run.steps[node] ?? {};
  return startedAt === undefined || endedAt === undefined ? [] : [endedAt - startedAt];
}

function labelOf(looks: readonly Look[]): string {
  return looks[0]?.label ?? '';
}
