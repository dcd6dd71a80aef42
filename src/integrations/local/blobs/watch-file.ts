import { mkdirSync, unwatchFile, watch, watchFile as lookAtFile } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often a file is looked at where the system has no watcher left to give. */
const LOOK_EVERY_MS = 500;

/** Calls `changed` after each change of the file, which need not be there yet, until the signal ends. */
export function watchFile(path: string, changed: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const tell = () => {
    if (!signal.aborted) changed();
  };
  mkdirSync(dirname(path), { recursive: true });
  try {
    watchFolder(path, tell, signal);
  } catch {
    lookAgainAndAgain(path, tell, signal);
  }
  // For what changed after the caller looked and before the watching began.
  queueMicrotask(tell);
}

/** The folder, since the file may come later, and may be replaced by another one. */
function watchFolder(path: string, tell: () => void, signal: AbortSignal): void {
  const watcher = watch(dirname(path), { signal, persistent: false }, (_, name) => {
    if (name === null || name === basename(path)) tell();
  });
  watcher.on('error', () => {
    watcher.close();
    if (!signal.aborted) lookAgainAndAgain(path, tell, signal);
  });
}

function lookAgainAndAgain(path: string, tell: () => void, signal: AbortSignal): void {
  lookAtFile(path, { interval: LOOK_EVERY_MS, persistent: false }, tell);
  signal.addEventListener('abort', () => unwatchFile(path, tell), { once: true });
}
