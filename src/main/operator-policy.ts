import { readFile } from 'node:fs/promises';
import type { Policy } from '../chart/policy/policy.ts';
import { readPolicy } from '../chart/policy/read-policy.ts';
import type { Problem } from '../lib/problem.ts';
import { WorldFailure } from '../ports/failure.ts';
import { declarations } from '../steps/kinds.ts';
import { CONFIGURATION_FILE } from './configuration-file.ts';

/** The policy as it stands now: read anew each time, since it is asked again at each effect. */
export type PolicyNow = () => Promise<Policy | undefined>;

/**
 * Reads the operator's file for its policy alone. A file that is gone or broken stops what it would stand before.
 * The answer throws WorldFailure `policy-unreadable`.
 *
 * @param path undefined: there was no such file at the start, so there is no policy
 */
export function policyNow(path: string | undefined, environments: readonly string[]): PolicyNow {
  return async () => {
    if (path === undefined) return undefined;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw unreadable(error instanceof Error ? error.message : String(error));
    });
    const { policy, problems } = readPolicy(CONFIGURATION_FILE, text, declarations, environments);
    if (problems.length > 0) throw unreadable(problems.map(sayProblem).join(' '));
    return policy;
  };
}

export function sayProblem({ line, column, message, hint }: Problem): string {
  return `${CONFIGURATION_FILE}:${line}:${column}: ${message} ${hint}`;
}

function unreadable(why: string): WorldFailure {
  return new WorldFailure({
    code: 'policy-unreadable',
    message: `The operator's policy can't be read: ${why}`,
    hint: `Mend ${CONFIGURATION_FILE} on the server; nothing it could stand before goes on without it.`,
    retry: true,
  });
}
