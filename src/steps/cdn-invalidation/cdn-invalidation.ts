import type { Progress } from '../../engine/progress.ts';
import type { Invalidation } from '../../ports/cdn.ts';
import type { StepContext, StepKind } from '../step.ts';
import { cdnInvalidationDeclaration, type CdnInvalidationSettings } from './declaration.ts';

const LOOK_AGAIN_MS = 2_000;
/** A cache with many edges takes minutes, so it is asked less and less often. */
const LOOK_AGAIN_FACTOR = 1.5;
const LOOK_AGAIN_MAX_MS = 30_000;

export const cdnInvalidation: StepKind<CdnInvalidationSettings> = {
  declaration: cdnInvalidationDeclaration,
  start: async (context) => {
    const { of, paths } = context.settings;
    return follow(context, await context.ports.cdn.invalidate(of, paths, context.key), LOOK_AGAIN_MS);
  },
  check: async (context) => {
    const { id, waitMs = LOOK_AGAIN_MS } = context.memo as { id: string; waitMs?: number };
    const nextMs = Math.min(waitMs * LOOK_AGAIN_FACTOR, LOOK_AGAIN_MAX_MS);
    return follow(context, await context.ports.cdn.status(context.settings.of, id), nextMs);
  },
  cancel: async () => {},
};

function follow(
  context: StepContext<CdnInvalidationSettings>,
  { id, state, dropped }: Invalidation,
  waitMs: number,
): Progress {
  if (state === 'in-progress') {
    return {
      kind: 'waiting',
      message: `invalidation ${id} is under way`,
      wakeAt: context.now + waitMs,
      memo: { id, waitMs },
    };
  }
  const what = dropped === undefined ? 'Cached answers' : `${dropped} cached answers`;
  context.log(`${what} for ${context.settings.paths.join(', ')} dropped (invalidation ${id}).`);
  return { kind: 'ended', outcome: 'done', output: { id, ...(dropped === undefined ? {} : { dropped }) } };
}
