import { isDeepStrictEqual } from 'node:util';

/** The value as it will be read back. What is decided on must be what is stored, or a rebuilt run could differ from the saved one. */
export function asStored<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

export function isUnchanged(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, after);
}
