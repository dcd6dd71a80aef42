import type { Stats } from 'node:fs';

/** Whether the file is this user's own. Windows keeps no such number; there the profile folder protects. */
export function isMine(facts: Stats): boolean {
  const me = process.getuid?.();
  return me === undefined || facts.uid === me;
}

/** Whether anybody but its owner may read or write it. */
export function isOpenToOthers(facts: Stats): boolean {
  return process.platform !== 'win32' && (facts.mode & 0o077) !== 0;
}
