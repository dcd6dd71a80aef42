import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Colour, Release } from '../../../ports/release.ts';
import { WorldFailure } from '../../../ports/failure.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { freePort } from './free-port.ts';
import { untilHealthy, warmUp } from './health.ts';
import type { Images } from './images.ts';
import { closeLane, drainLane, openLane, type Lane } from './lane.ts';
import { newGroupMark, type OwnedGroup } from './process-group.ts';
import { startReleaseProcess, type ReleaseProcess } from './release-process.ts';

/** Every service of a release as a process, and the lane to the one that takes the traffic. */
export interface RunningRelease {
  readonly lane: Lane;
  readonly processes: readonly ReleaseProcess[];
  /** Settles when the first process ended, with what it said. */
  readonly ended: Promise<string>;
  /** Waits until every service is healthy and the warm-up is over. @throws Error with what the health check said last */
  becomeHealthy(signal: AbortSignal): Promise<void>;
  /** Breaks what is still under way and ends every process. */
  stop(): Promise<void>;
}

export interface ReleaseOrder {
  environment: string;
  colour: Colour;
  release: Release;
  settings: EnvironmentSettings;
  images: Images;
  logs: string;
  /** Ports given to any release of this host. */
  takenPorts: Set<number>;
  /** Called before each process starts, so that a killed host finds it again. */
  remember(group: OwnedGroup): Promise<void>;
}

const STOP_GRACE_MS = 10_000;

/** Unpacks and starts the services. @throws WorldFailure `start-failed`, `service-missing`, and what unpacking throws */
export async function startRelease(order: ReleaseOrder): Promise<RunningRelease> {
  const entry = entryService(order);
  const services = Object.keys(order.release.services);
  const ports = new Map<string, number>();
  for (const service of services) ports.set(service, await takePort(order.takenPorts));
  const processes: ReleaseProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((process) => process.stop(STOP_GRACE_MS)));
    for (const port of ports.values()) order.takenPorts.delete(port);
  };
  try {
    for (const service of services) processes.push(await startService(order, service, ports));
  } catch (cause) {
    await stop();
    throw cause;
  }
  const lane = openLane(ports.get(entry) as number, randomUUID());
  return {
    lane,
    processes,
    ended: Promise.race(processes.map((process) => process.ended)),
    becomeHealthy: (signal) => becomeHealthy(order.settings, processes, lane, signal),
    async stop() {
      await closeLane(lane);
      await stop();
    },
  };
}

/** Waits for requests under way, as long as the environment allows. */
export function drain(running: RunningRelease, settings: EnvironmentSettings): Promise<void> {
  return drainLane(running.lane, settings.drainSeconds * 1_000);
}

function entryService({ release, settings }: ReleaseOrder): string {
  const entry = settings.service ?? Object.keys(release.services)[0];
  if (entry !== undefined && entry in release.services) return entry;
  throw new WorldFailure({
    code: 'service-missing',
    message: `Release ${release.id} has no service ${entry ?? 'at all'} to take the traffic.`,
    hint: `It has: ${Object.keys(release.services).join(', ') || 'none'}. Name one of them as the environment's service.`,
    retry: false,
  });
}

async function takePort(taken: Set<number>): Promise<number> {
  const port = await freePort(taken);
  taken.add(port);
  return port;
}

async function startService(
  order: ReleaseOrder,
  service: string,
  ports: ReadonlyMap<string, number>,
): Promise<ReleaseProcess> {
  const { environment, colour, release, settings } = order;
  const image = await order.images.unpack(release.services[service] as string);
  const group: OwnedGroup = { mark: newGroupMark() };
  await order.remember(group);
  return startReleaseProcess({
    service,
    image,
    port: ports.get(service) as number,
    group,
    logFile: join(order.logs, `${environment}-${colour}-${service.replace(/[^A-Za-z0-9._-]/g, '_')}.log`),
    variables: {
      ...settings.variables,
      ...Object.fromEntries([...ports].map(([name, port]) => [addressVariable(name), `http://127.0.0.1:${port}`])),
      SHIPCHART_ENVIRONMENT: environment,
      SHIPCHART_COLOUR: colour,
      SHIPCHART_SERVICE: service,
      SHIPCHART_RELEASE: release.id,
      SHIPCHART_COMMIT: release.commit,
    },
  });
}

/** Where a service finds its siblings: `SHIPCHART_URL_SHOP_API` for `shop-api`. */
function addressVariable(service: string): string {
  return `SHIPCHART_URL_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

async function becomeHealthy(
  settings: EnvironmentSettings,
  processes: readonly ReleaseProcess[],
  lane: Lane,
  signal: AbortSignal,
): Promise<void> {
  const limitMs = settings.healthSeconds * 1_000;
  await Promise.all(processes.map(({ port }) => untilHealthy(port, settings.healthPath, limitMs, signal)));
  await warmUp(lane, settings.warmUp, signal);
}
