import type { CommandRunner } from '../../ports/command-runner.ts';
import type { HostCall } from './host-call.ts';

/** On top of its grace, what ending a stubborn command takes. */
const STOP_ALLOWANCE_MS = 30_000;

/**
 * Commands as processes of the local host, run by `/bin/sh`. They see one variable besides their own: `SHIPCHART_GROUP`, by which the host
 * finds what they started.
 */
export function localCommandRunner(call: HostCall): CommandRunner {
  const at = (key: string) => `/commands/${encodeURIComponent(key)}`;
  return {
    start: (key, command) => call('PUT', at(key), command),
    status: (key) => call('GET', at(key)),
    stop: (key, graceMs) => call('POST', `${at(key)}/stop`, { graceMs }, graceMs + STOP_ALLOWANCE_MS),
  };
}
