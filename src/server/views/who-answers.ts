import type { Delivery } from '../../chart/delivery.ts';
import type { Run } from '../../engine/run.ts';
import type { Services } from '../services.ts';
import { whyNotAnswer } from '../why-not-answer.ts';

interface Asked {
  node: string;
  people: { name: string; whyNot?: string }[];
}

/** Of each step that waits for people: who may answer, and of everybody else why not, as the step kind itself says. */
export function whoAnswers(
  services: Pick<Services, 'people' | 'declarations' | 'whyMayNot' | 'projects'>,
  run: Run,
  delivery: Delivery,
): Asked[] {
  return delivery.order.flatMap((node) => {
    const step = delivery.steps[node];
    const { state } = run.steps[node] ?? {};
    if (!step?.waitsForPeople || (state !== 'waiting' && state !== 'active')) return [];
    const asked = services.people().map(({ name, groups }) => {
      const whyNot = whyNotAnswer(services, step, { name, groups, startedBy: run.startedBy });
      return { name, ...(whyNot === undefined ? {} : { whyNot }) };
    });
    return [{ node, people: asked }];
  });
}
