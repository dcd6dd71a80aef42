import { WorldFailure } from '../../../ports/failure.ts';

/** Grows with every change that an older host or client would misread. */
export const HOST_PROTOCOL = 1;

/** What the host says of itself. */
export interface HostAbout {
  protocol: number;
  pid: number;
  /** Milliseconds since 1970. */
  startedAt: number;
}

/** A failure as it crosses the socket. `bug` is the code of what is nobody's but ours. */
export interface WireFailure {
  code: string;
  message: string;
  hint: string;
  retry: boolean;
}

export const BUG = 'bug';

export function failureToWire(cause: unknown): WireFailure {
  if (cause instanceof WorldFailure) {
    return { code: cause.code, message: cause.message, hint: cause.hint, retry: cause.retry };
  }
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { code: BUG, message: text, hint: '', retry: false };
}

export function failureFromWire(failure: WireFailure): Error {
  return failure.code === BUG ? new Error(`in the host: ${failure.message}`) : new WorldFailure(failure);
}
