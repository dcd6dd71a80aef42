import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Shipchart's own version, from the package it runs from: two folders up, in the sources and in the built package alike. */
export const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
