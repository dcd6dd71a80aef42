import type { Cdn } from '../../ports/cdn.ts';
import type { CommandRunner } from '../../ports/command-runner.ts';
import type { HostEvent } from '../../ports/host-events.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Router } from '../../ports/router.ts';
import type { Runtime } from '../../ports/runtime.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { NoHost, openHostLine, type HostCall } from './host-call.ts';
import { followHost } from './host-news.ts';
import type { EnvironmentDescription } from './host/environment-description.ts';
import type { EnvironmentSettings } from './host/environment-settings.ts';
import { hostFolder } from './host/host-folder.ts';
import { localCdn } from './local-cdn.ts';
import { localCommandRunner } from './local-command-runner.ts';
import { localMetrics } from './local-metrics.ts';
import { localRouter } from './local-router.ts';
import { localRuntime } from './local-runtime.ts';
import { ensureHost, stopHost, type HostStart } from './start-host.ts';

/** Hosts that one call may see go away. */
const CALL_TRIES_MAX = 5;

/** The local host process as the control plane sees it. */
export interface LocalHost {
  runtime: Runtime;
  router: Router;
  metrics: Metrics;
  cdn: Cdn;
  commands: CommandRunner;
  /** What happens in the host after event number `after` (0: all it remembers), until the signal ends. Survives the host's own restart. */
  events(after: number, signal: AbortSignal): AsyncIterable<HostEvent>;
  /**
   * Sets an environment up, or changes it; a repeat changes nothing. Settings that are left out take their defaults.
   * @throws WorldFailure `port-in-use` (says which), `port-refused`, `settings-wrong`
   */
  configure(environment: string, settings: Partial<EnvironmentSettings>): Promise<EnvironmentDescription>;
  /** @throws WorldFailure `environment-unknown` */
  describe(environment: string): Promise<EnvironmentDescription>;
  describeAll(): Promise<EnvironmentDescription[]>;
  /** Stops every release, every command and the host itself, and returns when it is gone. */
  stop(): Promise<void>;
  /** Lets go of the host, which lives on. */
  close(): Promise<void>;
}

/**
 * Connects to the host that lives on a data directory, starting it where none answers. A host that goes away later is started again by the
 * next call: it brings its environments back by itself.
 * @throws WorldFailure `host-not-started`, `host-outdated`, `socket-folder-unsafe`
 */
export async function connectHost(start: HostStart): Promise<LocalHost> {
  const folder = hostFolder(start.directory);
  const line = openHostLine(folder);
  const closed = new AbortController();
  let starting: Promise<unknown> | undefined;
  const ensure = () => (starting ??= ensureHost(line, folder, start).finally(() => (starting = undefined)));
  const call: HostCall = async (...order) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await line.call(...order);
      } catch (cause) {
        // Every call can be repeated: the ports say so of each. The next host may go away just as the one before.
        if (!(cause instanceof NoHost)) throw cause;
        if (closed.signal.aborted || tries >= CALL_TRIES_MAX) throw hostAway(cause);
        await ensure();
      }
    }
  };
  await ensure();
  return {
    runtime: localRuntime(call),
    router: localRouter(call),
    metrics: localMetrics(call),
    cdn: localCdn(call),
    commands: localCommandRunner(call),
    events: (after, signal) => followHost(line, after, AbortSignal.any([signal, closed.signal]), ensure),
    configure: (environment, settings) => call('PUT', `/environments/${encodeURIComponent(environment)}`, settings),
    describe: (environment) => call('GET', `/environments/${encodeURIComponent(environment)}`),
    describeAll: () => call('GET', '/environments'),
    async stop() {
      closed.abort();
      await stopHost(line);
      await line.close();
    },
    async close() {
      closed.abort();
      await line.close();
    },
  };
}

function hostAway(cause: NoHost): WorldFailure {
  return new WorldFailure({
    code: 'host-away',
    message: `The local host went away in the middle of a call: ${cause.message}.`,
    hint: 'It is started again with the next call; its log may say why it ended.',
    retry: true,
    cause,
  });
}
