import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import type { Colour, Release, Weights } from '../../../ports/release.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import type { OwnedGroup } from './process-group.ts';

/** All that a host must know after it was killed. */
export interface HostState {
  /** How often a host was started in this folder. */
  life: number;
  environments: Record<string, EnvironmentRecord>;
}

export interface EnvironmentRecord {
  settings: EnvironmentSettings;
  /** Ports the host chose where the settings say 0. */
  port?: number;
  cdnPort?: number;
  weights: Weights;
  /** The highest fencing number seen. */
  fence: number;
  lease?: Lease;
  /** The last lease that nobody renewed. */
  expiredLease?: { at: number; from: Weights; to: Weights };
  colours: Partial<Record<Colour, ColourRecord>>;
  invalidations: InvalidationRecord[];
}

/** `until`: milliseconds since 1970, for a host started anew; a living one trusts its steady clock. */
export interface Lease {
  seconds: number;
  stable: Weights;
  until: number;
}

export interface ColourRecord {
  /** Missing while the last release is being stopped. */
  release?: Release;
  groups: OwnedGroup[];
}

export interface InvalidationRecord {
  id: string;
  key: string;
  paths: readonly string[];
  dropped: number;
}

export interface StateFile {
  state: HostState;
  /** Writes the state as it is now; when it returns, a killed host finds it. Calls share writes. @throws WorldFailure `state-not-written` */
  save(): Promise<void>;
}

/** Reads the state a host left behind, or begins an empty one. A file that can't be read is put aside. */
export async function openStateFile(file: string, log: (line: string) => void): Promise<StateFile> {
  const state = (await readState(file, log)) ?? { life: 0, environments: {} };
  let writing: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return {
    state,
    save() {
      const next = async () => {
        waiting = undefined;
        try {
          await writeWhole(file, JSON.stringify(state));
        } catch (cause) {
          throw notWritten(file, cause as Error);
        }
      };
      waiting ??= writing = writing.then(next, next);
      return waiting;
    },
  };
}

/** The file is the old one or the new one, whatever is killed when. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function notWritten(file: string, cause: Error): WorldFailure {
  return new WorldFailure({
    code: 'state-not-written',
    message: `The host can't write down what it does in ${file}: ${cause.message}.`,
    hint: 'Free some space on that disk, and check that the folder is writable.',
    retry: true,
    cause,
  });
}

async function readState(file: string, log: (line: string) => void): Promise<HostState | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as HostState;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    log(`${file} can't be read (${String(cause)}); it is kept as ${file}.unreadable, and this host begins without it`);
    await rename(file, `${file}.unreadable`);
    return undefined;
  }
}
