import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

/** A log file and the one before it. */
export interface RotatingLog {
  write(text: string | Uint8Array): void;
  /** The last lines, at most `TAIL_LINES`, for people to read. */
  tail(): string;
  close(): void;
}

/** A file grows to this size, then becomes `NAME.1` and is begun anew. */
const FILE_LIMIT_BYTES = 5 * 1024 * 1024;
/** What waits to be written when the disk is slow; more is left out rather than kept in memory. */
const WAITING_LIMIT_BYTES = 1024 * 1024;
const TAIL_LIMIT_BYTES = 8 * 1024;
const TAIL_LINES = 20;

export function openRotatingLog(file: string): RotatingLog {
  let stream = openStream(file);
  let bytes = sizeOf(file);
  let recent = '';
  return {
    write(text) {
      const chunk =
        typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length);
      recent = (recent + chunk.subarray(-TAIL_LIMIT_BYTES).toString()).slice(-TAIL_LIMIT_BYTES);
      if (stream.writableLength > WAITING_LIMIT_BYTES) return;
      if (bytes > FILE_LIMIT_BYTES) {
        stream.end();
        putAside(file);
        stream = openStream(file);
        bytes = 0;
      }
      stream.write(chunk);
      bytes += chunk.length;
    },
    tail: () => recent.trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
    close: () => stream.end(),
  };
}

function putAside(file: string): void {
  try {
    renameSync(file, `${file}.1`);
  } catch {
    // Someone removed it, or the disk refuses: the lines go on where they can.
  }
}

function openStream(file: string): WriteStream {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not end what the log only watches; its last lines stay in memory.
  stream.on('error', () => undefined);
  return stream;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
