import { useEffect, useMemo, useState } from 'react';
import type { StepHistory, StepView } from '../../src/api/shapes.ts';
import { flatNumbers } from '../../src/lib/flat-numbers.ts';
import { useAsked } from './use-asked.ts';

/** More points than a picture shows; a monitor adds one a second. */
const POINTS_MAX = 2_000;
const NONE: StepHistory = { attempts: [], series: [] };

/** What a step went through: asked for once a try, and what its figures say since then added as it is told. */
export function useStepHistory(run: string, step: StepView | undefined): StepHistory {
  const key =
    step && step.visit > 0 ? `${run} ${step.node} ${step.visit} ${step.attempt} ${step.state === 'ended'}` : undefined;
  const { answer = NONE } = useAsked(key, (client) => client.stepHistory(run, step?.node ?? ''));
  const [told, setTold] = useState<StepHistory['series']>([]);
  useEffect(() => setTold([]), [key]);
  useEffect(() => {
    if (step?.figures === undefined || step.state === 'ended') return;
    const point = { at: Date.now(), visit: step.visit, numbers: flatNumbers(step.figures) };
    setTold((before) => [...before, point].slice(-POINTS_MAX));
  }, [step]);
  return useMemo(() => {
    const until = answer.series.at(-1)?.at ?? 0;
    return { ...answer, series: [...answer.series, ...told.filter(({ at }) => at > until)] };
  }, [answer, told]);
}
