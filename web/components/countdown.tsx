import { sayDuration } from '../../src/lib/duration.ts';
import { useNow } from './use-now.ts';

/** How long it still waits. */
export function Countdown({ until }: { until: number }) {
  const left = Math.max(0, until - useNow(true));
  return (
    <p className="countdown">
      <span aria-hidden="true">◷</span> Unanswered, it ends by itself in{' '}
      <strong title={new Date(until).toLocaleString()}>{sayDuration(Math.floor(left / 1_000) * 1_000)}</strong>.
    </p>
  );
}
