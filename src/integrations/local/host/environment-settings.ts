import { WorldFailure } from '../../../ports/failure.ts';

/** How the host runs an environment, as the control plane tells it at each start. */
export interface EnvironmentSettings {
  /** Loopback port of the environment's traffic; 0 lets the host choose one and keep it. */
  port: number;
  /** Loopback port of the edge cache in front of it; 0 lets the host choose; without it there is no cache. */
  cdnPort?: number;
  /** A release is healthy when a GET of this path answers 200. */
  healthPath: string;
  /** How long a release may take to become healthy. */
  healthSeconds: number;
  /** Requests sent to a new release before it counts as healthy, the paths in turn. */
  warmUp: { paths: readonly string[]; requests: number };
  /** How long requests in flight are waited for before a release is stopped. */
  drainSeconds: number;
  /** The service that takes the traffic; without it, the first one of the release. */
  service?: string;
  /** Environment variables of every process of every release here. */
  variables: Readonly<Record<string, string>>;
}

const DEFAULTS: EnvironmentSettings = {
  port: 0,
  healthPath: '/healthz',
  healthSeconds: 30,
  warmUp: { paths: [], requests: 0 },
  drainSeconds: 10,
  variables: {},
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const WARM_UP_LIMIT_REQUESTS = 10_000;
const LIMIT_SECONDS = 3_600;

/** The settings with every default filled in. @throws WorldFailure `settings-wrong` */
export function completeSettings(name: string, given: Partial<EnvironmentSettings>): EnvironmentSettings {
  const settings = { ...DEFAULTS, ...given };
  const wrong = firstWrong(name, settings);
  if (wrong === undefined) return settings;
  throw new WorldFailure({
    code: 'settings-wrong',
    message: `The local environment ${JSON.stringify(name)} can't be set up: ${wrong}.`,
    hint: 'Correct the environment in the configuration.',
    retry: false,
  });
}

function firstWrong(name: string, settings: EnvironmentSettings): string | undefined {
  const { port, cdnPort, healthPath, healthSeconds, warmUp, drainSeconds } = settings;
  if (!NAME.test(name)) return 'its name may hold letters, digits, ".", "_" and "-", and begins with a letter or digit';
  if (!isPort(port)) return `its port ${port} is not between 0 and 65535`;
  if (cdnPort !== undefined && !isPort(cdnPort)) return `its cdn port ${cdnPort} is not between 0 and 65535`;
  if (cdnPort !== undefined && cdnPort !== 0 && cdnPort === port)
    return `port ${port} can't serve both its traffic and its cdn`;
  const path = [healthPath, ...warmUp.paths].find((candidate) => !/^\/[\x21-\x7e]*$/.test(candidate));
  if (path !== undefined) return `${JSON.stringify(path)} is not a path that begins with /`;
  if (!isWithin(healthSeconds, LIMIT_SECONDS))
    return `the health check's time limit is not between 0 and ${LIMIT_SECONDS} seconds`;
  if (!isWithin(drainSeconds, LIMIT_SECONDS))
    return `the drain's time limit is not between 0 and ${LIMIT_SECONDS} seconds`;
  if (!isWithin(warmUp.requests, WARM_UP_LIMIT_REQUESTS))
    return `warm-up requests are not between 0 and ${WARM_UP_LIMIT_REQUESTS}`;
  return undefined;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function isWithin(value: number, limit: number): boolean {
  return Number.isFinite(value) && value >= 0 && value <= limit;
}
