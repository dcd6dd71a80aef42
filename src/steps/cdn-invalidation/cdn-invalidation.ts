import type { Progress } from '../../engine/progress.ts';
import type { Invalidation } from '../../ports/cdn.ts';
import type { StepContext, StepKind } from '../step.ts';
import { cdnInvalidationDeclaration, type CdnInvalidationSettings } from './declaration.ts';

const LOOK_AGAIN_MS = 2_000;

export const cdnInvalidation: StepKind<CdnInvalidationSettings> = {
  declaration: cdnInvalidationDeclaration,
  start: async (context) => {
    const { of, paths } = context.settings;
    return follow(context, await context.ports.cdn.invalidate(of, paths, context.key));
  },
  check: async (context) => {
    const { id } = context.memo as { id: string };
    return follow(context, await context.ports.cdn.status(context.settings.of, id));
  },
  cancel: async () => {},
};

function follow(context: StepContext<CdnInvalidationSettings>, { id, state, dropped }: Invalidation): Progress {
  if (state === 'in-progress') {
    return {
      kind: 'waiting',
      message: `invalidation ${id} is under way`,
      wakeAt: context.now + LOOK_AGAIN_MS,
      memo: { id },
    };
  }
  const what = dropped === undefined ? 'Cached answers' : `${dropped} cached answers`;
  context.log(`${what} for ${context.settings.paths.join(', ')} dropped (invalidation ${id}).`);
  return { kind: 'ended', outcome: 'done', output: { id, ...(dropped === undefined ? {} : { dropped }) } };
}
