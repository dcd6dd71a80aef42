import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openControlServer } from './control-server.ts';
import { hostFolder, hostKey, newSocketPath } from './host-folder.ts';
import { Host } from './host.ts';
import { openRotatingLog } from './rotating-log.ts';
import { takeHostLock } from './single-host-lock.ts';

const SILENCE_LOOK_MS = 250;

/**
 * The host process: `node main.ts --directory DATA [--images LAYOUT] [--linger SECONDS]`. It outlives the control plane that started it; with
 * `--linger` it stops everything and ends when no control plane has spoken to it for that long. Where another host lives on the same data
 * it ends at once with exit code 0.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { directory: { type: 'string' }, images: { type: 'string' }, linger: { type: 'string' } },
  });
  const data = values.directory;
  if (data === undefined) throw new Error('--directory is missing');
  const folder = hostFolder(data);
  if (!takeHostLock(folder.lockFile)) return;
  const file = openRotatingLog(folder.hostLog);
  const log = (line: string) => file.write(`${new Date().toISOString()} ${line}\n`);
  // One request's bug must not end everyone's traffic.
  process.on('uncaughtException', (cause) => log(`bug: ${cause.stack ?? cause.message}`));
  process.on('unhandledRejection', (cause) => log(`bug: ${cause instanceof Error ? cause.stack : String(cause)}`));
  log(`started as process ${process.pid}`);
  const host = await Host.open(folder, values.images ?? join(data, 'images'), log);
  const socket = newSocketPath(folder);
  let ending: Promise<void> | undefined;
  const stop = (why: string) => {
    log(`stopping: ${why}`);
    ending ??= host.shutDown().then(
      () => end(0),
      (cause: unknown) => {
        log(`could not stop everything: ${String(cause)}`);
        end(1);
      },
    );
  };
  const control = await openControlServer({ socket, key: hostKey(folder), host, log, stop: () => stop('asked to') });
  const end = (code: number) => {
    control.close();
    process.exit(code);
  };
  // Written last: who reads it finds someone listening.
  writeFileSync(folder.socketName, socket);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  const lingerMs = Number(values.linger ?? Infinity) * 1_000;
  setInterval(() => control.silentMs() > lingerMs && stop(`nobody spoke for ${values.linger} s`), SILENCE_LOOK_MS);
}

main().catch((cause: unknown) => {
  console.error(cause);
  process.exit(1);
});
