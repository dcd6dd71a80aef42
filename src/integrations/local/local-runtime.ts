import type { Runtime } from '../../ports/runtime.ts';
import type { HostCall } from './host-call.ts';

/** A drain and the end of the processes, with the longest time settings allow for them. */
const RETIRE_LIMIT_MS = 3_700_000;

/**
 * Releases as processes of the local host. `retire` and `launch` also refuse a colour that takes traffic (`colour-serves`); a program that
 * can't be started shows in the status as failed, since `launch` does not wait for it. A release that failed is started anew by the same
 * launch.
 */
export function localRuntime(call: HostCall): Runtime {
  const at = (environment: string, colour: string) =>
    `/environments/${encodeURIComponent(environment)}/colours/${colour}`;
  return {
    launch: (environment, colour, release) => call('PUT', at(environment, colour), release),
    status: (environment, colour) => call('GET', at(environment, colour)),
    retire: (environment, colour) => call('DELETE', at(environment, colour), undefined, RETIRE_LIMIT_MS),
  };
}
