import type { Progress } from './progress.ts';
import type { Signal } from './run.ts';

/** Everything that can happen to a run. Stored in order; the folded state can be rebuilt from them. */
export type RunEvent =
  | { type: 'started' }
  /** `live`: what serves there at the moment of the grant. */
  | { type: 'claim-granted'; environment: string; fence: number; live?: { key: string; runId: string } }
  /** The call numbered `look` of a step's `visit` answered. */
  | { type: 'progressed'; node: string; visit: number; look: number; progress: Progress }
  /** The wake-up ordered with `look` is due. */
  | { type: 'woken'; node: string; visit: number; look: number }
  | { type: 'signalled'; node: string; visit?: number; signal: Signal }
  | { type: 'stopped'; ending: 'cancelled' | 'superseded' | 'failed'; by: string; reason: string }
  /** A person has it tried again: one step, or all that failed. `after`: the retries that the person saw, so that two clicks are one. */
  | { type: 'retried'; by: string; after: number; node?: string; fresh?: boolean }
  /** A person took the environment over; whatever the run still wants to do there is refused. */
  | { type: 'evicted'; environment: string; fence: number; by: string; reason: string }
  /** The environment is verified to be on its stable release again. */
  | { type: 'settled'; environment: string; fence: number; sentence: string };
