import type { Json } from './json.ts';
import { createMask } from './mask.ts';

/** A text in which `MASK` stands in place of every secret, however it is encoded. */
export function maskedText(secrets: readonly string[], text: string): string {
  if (secrets.length === 0) return text;
  const mask = createMask(secrets);
  return mask.push(text) + mask.end();
}

/** The same of every text in a value, its keys included. */
export function maskedJson<Value>(secrets: readonly string[], value: Value): Value {
  return secrets.length === 0 ? value : (masked(secrets, value as Json) as Value);
}

function masked(secrets: readonly string[], value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return maskedText(secrets, value);
  // A number that is a secret is one all the same.
  if (typeof value === 'number' && secrets.includes(String(value))) return maskedText(secrets, String(value));
  if (Array.isArray(value)) return value.map((each) => masked(secrets, each) as Json);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [maskedText(secrets, key), masked(secrets, each) as Json]),
  );
}
