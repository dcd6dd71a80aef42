import type { Answerer } from '../chart/declaration.ts';
import type { Step } from '../chart/delivery.ts';
import type { Services } from './services.ts';

/** Why a person may not answer a step, whichever door they come through: their role first, then what the step kind says. */
export function whyNotAnswer(
  { declarations, whyMayNot, projects }: Pick<Services, 'declarations' | 'whyMayNot' | 'projects'>,
  step: Step,
  asked: Answerer,
): string | undefined {
  const declaration = declarations[step.kind];
  const about = declaration?.answersFor?.(step.settings);
  const environments = about === undefined ? projects.flatMap((project) => project.environments) : [about];
  return whyMayNot(asked, 'review', environments) ?? declaration?.whyNotAnswer?.(step.settings, asked);
}
