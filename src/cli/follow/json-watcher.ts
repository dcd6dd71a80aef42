import type { Terminal } from '../terminal/terminal.ts';
import type { RunWatcher } from './watcher.ts';

/** For programs: every change as the server sends it, one JSON document a line; the last one of a run has `phase: "ended"`. */
export function jsonWatcher(out: Terminal): RunWatcher {
  return {
    change: (change) => out.line(JSON.stringify(change)),
    link: () => undefined,
    end: () => undefined,
  };
}
