import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce } from './create-once.ts';

/** `server.json`, and `server-PID.json` for each further node in the same folder; the command line takes the first whose process lives. */
const NAME = /^server(-\d+)?\.json$/;

/** Says in the data folder where this server answers; the answer takes that back. What killed servers left is removed. */
export async function announceServer(data: string, address: string): Promise<() => Promise<void>> {
  await removeDead(data);
  const content = `${JSON.stringify({ address, pid: process.pid })}\n`;
  const first = join(data, 'server.json');
  const further = join(data, `server-${process.pid}.json`);
  const isFirst = await createOnce(first, content);
  if (!isFirst) await writeFile(further, content);
  return () => rm(isFirst ? first : further, { force: true });
}

async function removeDead(data: string): Promise<void> {
  for (const name of (await readdir(data)).filter((each) => NAME.test(each))) {
    const file = join(data, name);
    const pid = Number(/"pid":\s*(\d+)/.exec(await readFile(file, 'utf8').catch(() => ''))?.[1]);
    if (pid === process.pid || !isAlive(pid)) await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
