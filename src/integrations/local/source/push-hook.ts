import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a push is told, with whose token, for which project. */
export interface PushHook {
  /** A bare repository. */
  repository: string;
  url: string;
  /** Readable by its owner only. */
  tokenFile: string;
  project: string;
}

/** A push that could not be told when it happened. */
export interface SpooledPush {
  project: string;
  ref: string;
  before: string;
  after: string;
  pusher: string;
}

const SPOOL = 'shipchart-spool';

/** Installs the `post-receive` hook: from now on each push is told to the server, and its answer is shown to who pushes. */
export async function installPushHook({ repository, url, tokenFile, project }: PushHook): Promise<void> {
  const hooks = join(repository, 'hooks');
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, 'shipchart-push.mjs'), teller({ url, tokenFile, project, spool: join(repository, SPOOL) }));
  const hook = join(hooks, 'post-receive');
  await writeFile(hook, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(join(hooks, 'shipchart-push.mjs'))}\n`);
  await chmod(hook, 0o755);
}

/** Takes the pushes that were made while no server answered, oldest first. */
export async function takeSpooledPushes(repository: string): Promise<SpooledPush[]> {
  const folder = join(repository, SPOOL);
  const names = (await readdir(folder).catch(() => [])).sort();
  const pushes: SpooledPush[] = [];
  for (const name of names) {
    pushes.push(JSON.parse(await readFile(join(folder, name), 'utf8')) as SpooledPush);
    await rm(join(folder, name));
  }
  return pushes;
}

/** The program that the hook runs: no dependency, since it lives in somebody's repository. A push is never refused because of us. */
function teller(facts: { url: string; tokenFile: string; project: string; spool: string }): string {
  return `// Written by Shipchart: tells its server of each push. Remove this file and post-receive to stop that.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { url, tokenFile, project, spool } = ${JSON.stringify(facts)};
const ANSWER_MS = 10_000;

for (const line of readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const [before, after, ref] = line.split(' ');
  const push = { project, ref, before, after, pusher: process.env.USER ?? 'unknown' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer ' + readFileSync(tokenFile, 'utf8').trim(), 'content-type': 'application/json' },
      body: JSON.stringify(push),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer = await response.json();
    if (!response.ok) {
      console.log('Shipchart did not start a run: ' + answer.message + ' ' + answer.hint);
      for (const problem of answer.problems ?? []) console.log('  line ' + problem.line + ':' + problem.column + ': ' + problem.message + ' ' + problem.hint);
    }
    for (const run of response.ok ? answer : []) console.log('run ' + run.id + ' started: ' + new URL('/runs/' + run.id, url));
  } catch (error) {
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, Date.now() + '-' + process.pid + '.json'), JSON.stringify(push));
    console.log('Shipchart does not answer (' + (error.cause?.code ?? error.message) + '). The push is kept; start \`shipchart up\`.');
  }
}
`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
