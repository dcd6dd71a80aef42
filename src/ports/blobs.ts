/** Large things by name: logs, reports, series. Names are `/`-separated, without `..`. */
export interface Blobs {
  append(name: string, text: string): Promise<void>;
  /** Bytes from `offset`, at most `limitBytes`; empty past the end or where there is none. */
  read(name: string, offset: number, limitBytes: number): Promise<Uint8Array>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Size in bytes; undefined where there is none. */
  size(name: string): Promise<number | undefined>;
  /** Called after each change of the blob until the signal ends; may be called without one. */
  watch(name: string, changed: () => void, signal: AbortSignal): void;
  /** Absolute path of the file behind it, for processes that write to it themselves. */
  path(name: string): string;
}
