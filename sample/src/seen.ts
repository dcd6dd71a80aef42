import { findProduct } from './products.ts';

const MAX_SEEN = 3;

/** Ids of the products a visitor looked at, newest first, from the cookie `seen`: `mug.poster`. */
export function readSeen(cookie = ''): string[] {
  return cookie.split('.').filter((id) => findProduct(id) !== undefined);
}

/** The cookie's next value, once the visitor has looked at `id` too. */
export function addSeen(cookie: string | undefined, id: string): string {
  const others = readSeen(cookie).filter((seen) => seen !== id);
  return [id, ...others].slice(0, MAX_SEEN).join('.');
}
