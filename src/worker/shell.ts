import type { Delivery } from '../chart/delivery.ts';
import type { Policy } from '../chart/policy/policy.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Run } from '../engine/run.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { StepKind } from '../steps/step.ts';
import type { StepPorts } from '../steps/step-ports.ts';
import type { Job } from '../store/jobs.ts';
import type { Store } from '../store/store.ts';

/** What the worker works with. */
export interface Shell {
  store: Store;
  kinds: Readonly<Record<string, StepKind>>;
  ports: StepPorts;
  secrets: Secrets;
  /** The operator's policy as it stands now; undefined where there is none. @throws WorldFailure where it can't be read */
  policy(): Promise<Policy | undefined>;
  now(): number;
  /** Calls under way, so that a stopped step's call can be told. By `stepKey`. */
  calls: Map<string, AbortController>;
  /** A bug of ours: said once, loudly, with what it was about. */
  reportBug(error: unknown, about: string): void;
}

/** With `done`, the job that led to the event is done with it. */
export async function advanceWith(shell: Shell, runId: string, event: RunEvent, done?: Job): Promise<void> {
  await shell.store.advance(runId, event, shell.now(), done);
}

/** The run with the delivery it runs; undefined where there is no such run. */
export async function loadRun(shell: Shell, runId: string): Promise<{ run: Run; delivery: Delivery } | undefined> {
  const run = await shell.store.run(runId);
  return run ? { run, delivery: await shell.store.deliveryOf(run) } : undefined;
}
