import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Complaint } from '../complaint.ts';
import { isMine, isOpenToOthers } from './own-file.ts';

const TOKEN_FILE = 'token';

/** The token that lies in a server's data folder; undefined where there is none. @throws Complaint when others could have read it */
export async function readToken(folder: string): Promise<string | undefined> {
  const path = join(folder, TOKEN_FILE);
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return undefined;
  if (!isMine(facts))
    throw new Complaint(`${path} belongs to another user.`, 'Give your own token in SHIPCHART_TOKEN.');
  if (isOpenToOthers(facts)) {
    const hint = `If nobody did, run \`chmod 600 ${path}\`; otherwise delete it and start \`shipchart up\` again: it makes a new one.`;
    throw new Complaint(`Others on this machine can read the token in ${path}.`, hint);
  }
  const token = (await readFile(path, 'utf8')).trim();
  return token === '' ? undefined : token;
}
