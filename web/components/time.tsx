import type { StepView } from '../../src/api/shapes.ts';
import { msOf, sayAgo, sayTicking, sayTook } from '../live/standing.ts';
import { sayDuration } from '../../src/lib/duration.ts';
import { useNow } from './use-now.ts';

/** How long a step took; ticks while it runs. */
export function StepTime({ step }: { step: StepView }) {
  const now = useNow(step.startedAt !== undefined && step.endedAt === undefined);
  return <span className="time">{sayTook(step, now)}</span>;
}

/** How long a run took; ticks while it runs. */
export function RunTime({ took }: { took: { startedAt: number; endedAt?: number | undefined } }) {
  const now = useNow(took.endedAt === undefined);
  const ms = msOf(took, now) ?? 0;
  return <span className="time">{took.endedAt === undefined ? sayTicking(ms) : sayDuration(ms)}</span>;
}

/** How long ago something was; the exact time on hover. */
export function Ago({ at }: { at: number }) {
  const now = useNow(true, 30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
      {sayAgo(at, now)}
    </time>
  );
}
