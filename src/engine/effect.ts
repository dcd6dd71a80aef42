import type { EnvironmentChange } from './environment/environment.ts';

/** What must be done because of a decision. Each becomes a durable job, or is applied to an environment in the same transaction. */
export type RunEffect = StepEffect | ClaimEffect;

export type StepEffect =
  /** Call the step; not before `at` (milliseconds since 1970) where given. */
  | { type: 'perform'; node: string; visit: number; look: number; call: 'start' | 'check'; at?: number }
  /** Order the event `woken` at `at`. */
  | { type: 'wake'; node: string; visit: number; look: number; at: number }
  /** End whatever the step has running. */
  | { type: 'halt'; node: string; visit: number }
  /** Tell the failure notifiers of an outcome that no drawn path tells. */
  | { type: 'tell'; node: string; visit: number; outcome: string }
  /** Bring the environment back to its stable release and verify it. */
  | { type: 'settle'; environment: string; fence: number }
  /** Wake people: the environment is not as anybody here left it. */
  | { type: 'alarm'; environment: string; reason: string }
  /** The run has ended: free what it held on disk. */
  | { type: 'tidy' };

export type ClaimEffect =
  | { type: 'claim'; environment: string }
  | { type: 'release'; environment: string; passed: boolean }
  /** Keep automation away from the environment until a person has looked. */
  | { type: 'hold'; environment: string; fence: number; reason: string }
  | { type: 'change'; environment: string; fence: number; change: EnvironmentChange };
