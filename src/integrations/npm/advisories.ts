import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Advisories } from '../../ports/advisories.ts';
import { runAudit } from './audit-command.ts';
import { type LockedVersions, readAuditReport } from './audit-report.ts';

/** The first that exists counts, as for npm. */
const LOCK_FILES = ['npm-shrinkwrap.json', 'package-lock.json'];
const lockFile = z.looseObject({ packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })) });

/**
 * Asks the project's npm registry by `npm audit`, which sends names and versions only and runs nothing of the project.
 * A registry that knows no advisories and answers "none" cannot be told from one that knows them.
 * @param environment where npm's registry, cache and proxy settings are taken from; nothing else of it reaches npm
 */
export function createNpmAdvisories({ environment = process.env }: { environment?: NodeJS.ProcessEnv }): Advisories {
  return {
    ask: async (directory, signal) => {
      const versions = await lockedVersions(directory);
      if (versions === undefined)
        return {
          state: 'unreachable',
          reason: 'there is no package-lock.json of version 2 or 3, so nobody knows which versions to ask about',
        };
      const audit = await runAudit(directory, environment, signal);
      if (audit.state === 'failed') return { state: 'unreachable', reason: audit.reason };
      try {
        return { state: 'answered', findings: readAuditReport(audit.stdout, versions) };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { state: 'unreachable', reason: error.message };
      }
    },
  };
}

/** Undefined where there is no lock file that says what is installed where. */
async function lockedVersions(directory: string): Promise<LockedVersions | undefined> {
  for (const name of LOCK_FILES) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const lock = lockFile.safeParse(parse(text));
    return lock.success
      ? new Map(
          Object.entries(lock.data.packages).flatMap(([path, { version }]) =>
            version === undefined ? [] : [[path, version]],
          ),
        )
      : undefined;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
