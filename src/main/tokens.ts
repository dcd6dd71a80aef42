import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { WorldFailure } from '../ports/failure.ts';
import type { Person } from '../server/services.ts';
import type { Configuration } from './configuration.ts';
import { createOnce } from './create-once.ts';
import type { PeopleNow } from './people-now.ts';
import { PUSHER } from './pusher.ts';

const TOKEN_BYTES = 24;

export interface Tokens {
  /** The file with the token that the repository's push hook presents. */
  pushFile: string;
  /** The token of the person who runs this server. */
  own: string;
  tokenOf(name: string): string;
  /** @throws WorldFailure `people-unreadable`, but for who runs the server */
  whoHas(token: string): Person | undefined;
}

/**
 * Reads everybody's token, creating those that are missing: one file each, readable by its owner only. The token of the person who runs the
 * server is `.shipchart/token`, where the command line looks.
 */
export async function openTokens({ data, people, project }: Configuration, now: PeopleNow): Promise<Tokens> {
  const you = userInfo().username;
  const folder = join(data, 'people');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = { [PUSHER]: join(folder, `${PUSHER}.token`) };
  for (const name of Object.keys({ [you]: true, ...people })) {
    files[name] = name === you ? join(data, 'token') : join(folder, `${encodeURIComponent(name)}.token`);
  }
  const tokens = new Map<string, string>();
  for (const [name, file] of Object.entries(files)) tokens.set(name, await readOrCreate(file));
  const tokenOf = (name: string) => {
    const token = tokens.get(name);
    if (token === undefined) throw new Error(`${name} has no token`);
    return token;
  };
  const pushFile = files[project.pusher ?? PUSHER];
  if (pushFile === undefined) throw new Error(`${project.pusher} is nobody here`);
  return { pushFile, own: tokenOf(you), tokenOf, whoHas: (token) => personNow(nameWith(tokens, token), you, now) };
}

async function readOrCreate(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined && kept.trim() !== '') {
    await chmod(file, 0o600);
    return kept.trim();
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  // An empty one is of no use. Another node that starts in the same folder at this moment may come first: its token counts.
  if (kept !== undefined) await rm(file, { force: true });
  await createOnce(file, `${token}\n`);
  return (await readFile(file, 'utf8')).trim();
}

/** Compares hashes in constant time, so that a wrong token tells nothing about a right one. */
function nameWith(tokens: ReadonlyMap<string, string>, given: string): string | undefined {
  let found: string | undefined;
  for (const [name, token] of tokens) if (timingSafeEqual(digest(token), digest(given))) found = name;
  return found;
}

/** A token is worth nothing any more once its owner is taken out of the file. */
function personNow(name: string | undefined, you: string, now: PeopleNow): Person | undefined {
  if (name === undefined) return undefined;
  if (name === PUSHER) return { name, groups: [] };
  if (name === you) return { name, groups: ownGroups(you, now) };
  const known = now().people[name];
  return known && { name, groups: known.groups };
}

/** Whoever runs the server gets in to mend a broken file, and to roll back while it is. */
function ownGroups(you: string, now: PeopleNow): readonly string[] {
  try {
    return now().people[you]?.groups ?? [];
  } catch (error) {
    if (error instanceof WorldFailure) return [];
    throw error;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
