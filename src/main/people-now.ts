import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { whyMayNot, type Right, type Role } from '../lib/rights.ts';
import { WorldFailure } from '../ports/failure.ts';
import { ConfigurationProblems, readPeople, type Configuration, type Person } from './configuration.ts';
import { CONFIGURATION_FILE } from './configuration-file.ts';
import { PUSHER } from './pusher.ts';

export interface Known {
  people: Readonly<Record<string, Person>>;
  roles: readonly Role[] | undefined;
}

/** Who is known and what they may, as the file says it now. @throws WorldFailure `people-unreadable` */
export type PeopleNow = () => Known;

/**
 * Looks at the file each time, and reads it where it changed: whoever was taken out is out with the next request. A file that is gone or broken
 * lets nobody in but who runs the server, since nobody can say who left.
 */
export function peopleNow(configuration: Pick<Configuration, 'people' | 'roles' | 'policyFile'>): PeopleNow {
  const { people, roles, policyFile: path } = configuration;
  if (path === undefined) return () => ({ people, roles });
  let version = '';
  let known: Known | undefined;
  return () => {
    try {
      const { mtimeNs, size, ino } = statSync(path, { bigint: true });
      const current = `${mtimeNs} ${size} ${ino}`;
      if (!known || current !== version) {
        known = undefined;
        known = readPeople(readFileSync(path, 'utf8'));
        version = current;
      }
      return known;
    } catch (error) {
      throw unreadable(error);
    }
  };
}

/** Whoever runs the server always may: they could change the file. A push through the local repository starts runs, no more. */
export function whoMay(now: PeopleNow) {
  const you = userInfo().username;
  return {
    whyMayNot: (
      person: { name: string; groups: readonly string[] },
      right: Right,
      environments: readonly string[],
    ): string | undefined => {
      if (person.name === you) return undefined;
      if (person.name === PUSHER) return right === 'run' ? undefined : `${PUSHER} only starts runs.`;
      return whyMayNot(now().roles, person, right, environments);
    },
    /** Without roles, reading on this machine needs no token. */
    asksWhoReads: () => now().roles !== undefined,
  };
}

function unreadable(error: unknown): WorldFailure {
  const why = error instanceof ConfigurationProblems || error instanceof Error ? error.message : String(error);
  return new WorldFailure({
    code: 'people-unreadable',
    message: `Who may do what can't be read: ${why}`,
    hint: `Mend ${CONFIGURATION_FILE} on the server; until then only who runs the server is let in.`,
    retry: true,
  });
}
