import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorldFailure } from '../../../ports/failure.ts';
import type { UnpackedImage } from '../image/unpack.ts';
import { startOwned, type ProcessExit } from './owned-process.ts';
import { endGroup, type OwnedGroup } from './process-group.ts';
import { openRotatingLog, type RotatingLog } from './rotating-log.ts';

/** One service of a release, running. */
export interface ReleaseProcess {
  readonly group: OwnedGroup;
  readonly port: number;
  /** Settles when the process ended, with how and what it said last. */
  readonly ended: Promise<string>;
  /** TERM, after `graceMs` KILL, grandchildren included. */
  stop(graceMs: number): Promise<void>;
}

export interface ProcessOrder {
  service: string;
  image: UnpackedImage;
  port: number;
  group: OwnedGroup;
  variables: Readonly<Record<string, string>>;
  logFile: string;
}

/** What is still in the pipe when a process ends comes within this time. */
const LAST_WORDS_MS = 500;

/** Starts a service from its unpacked image. @throws WorldFailure `start-failed` */
export async function startReleaseProcess(order: ProcessOrder): Promise<ReleaseProcess> {
  const [program = '', ...parameters] = order.image.command;
  const { group } = order;
  const log = openRotatingLog(order.logFile);
  let silent: Promise<unknown> = Promise.resolve();
  const { exited } = await startOwned({
    program,
    parameters,
    group,
    directory: order.image.directory,
    environment: environmentOf(order),
    hear(...outputs) {
      silent = Promise.all(outputs.map((output) => once(output.on('data', log.write), 'close')));
    },
  }).catch((cause: unknown) => {
    log.close();
    throw startFailed(order, cause as Error);
  });
  return {
    group,
    port: order.port,
    ended: exited.then((exit) => lastWords(exit, silent, order.service, log)),
    stop: (graceMs) => endGroup(group, graceMs),
  };
}

/** Nothing is inherited but what any program needs to find its way about. */
function environmentOf(order: ProcessOrder): Record<string, string> {
  const own = Object.fromEntries(
    ['LANG', 'TZ', 'TMPDIR'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return {
    ...own,
    ...order.image.environment,
    // The Node that runs the host serves the releases too, whatever the machine has.
    PATH: [dirname(process.execPath), process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter),
    ...order.variables,
    PORT: String(order.port),
    HOST: '127.0.0.1',
  };
}

async function lastWords(
  { code, signal }: ProcessExit,
  silent: Promise<unknown>,
  service: string,
  log: RotatingLog,
): Promise<string> {
  await Promise.race([silent, sleep(LAST_WORDS_MS)]);
  log.close();
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const said = log.tail();
  return `${service} ${how}${said === '' ? ' and said nothing' : `; it said last:\n${said}`}`;
}

function startFailed(order: ProcessOrder, cause: Error): WorldFailure {
  return new WorldFailure({
    code: 'start-failed',
    message: `${order.service} could not be started with ${JSON.stringify(order.image.command)}: ${cause.message}.`,
    hint: 'Correct the command in the image; the program must be in the image or on the machine.',
    retry: false,
    cause,
  });
}
