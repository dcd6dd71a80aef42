import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeServer, type FakeServer } from '../testing/fake-server.ts';
import { anEnvironment } from '../testing/views.ts';
import { connect } from './connect.ts';

/** Beyond what any system gives to a process. */
const NO_PID = 2 ** 30;

let server: FakeServer;
let root: string;

beforeEach(async () => {
  server = await fakeServer();
  server.environments.push(anEnvironment());
  root = await mkdtemp(join(tmpdir(), 'shipchart-cli-'));
  await mkdir(join(root, '.shipchart'));
  await mkdir(join(root, 'packages', 'api'), { recursive: true });
});

afterEach(async () => {
  await server.stop();
  await rm(root, { recursive: true });
});

test('from a folder below, the server and its token are found', async () => {
  await serverFile({ address: `${server.baseUrl}/`, pid: process.pid });
  await tokenFile('s3cret\n', 0o600);
  const client = await connect(join(root, 'packages', 'api'), {});
  await client.unlock('production');
  expect(server.calls).toEqual([{ path: '/api/environments/production/unlock', body: {}, token: 's3cret' }]);
});

test('a token that others can read is refused, with the way out', async () => {
  await serverFile({ address: server.baseUrl, pid: process.pid });
  await tokenFile('s3cret', 0o640);
  const path = join(root, '.shipchart', 'token');
  await expect(connect(root, {})).rejects.toMatchObject({
    message: `Others on this machine can read the token in ${path}.`,
    hint: expect.stringContaining(`chmod 600 ${path}`) as string,
  });
});

test('no server: one clear sentence and what to do', async () => {
  await expect(connect(root, {})).rejects.toMatchObject({
    message: 'No Shipchart server runs for this folder.',
    hint: expect.stringContaining('`shipchart up`') as string,
  });
});

test('a server that was killed is told as that', async () => {
  await serverFile({ address: server.baseUrl, pid: NO_PID });
  await expect(connect(root, {})).rejects.toMatchObject({ message: `The server of ${root} does not run any more.` });
});

test('a damaged file is told as that', async () => {
  await writeFile(join(root, '.shipchart', 'server.json'), '{"address":');
  await expect(connect(root, {})).rejects.toMatchObject({
    message: expect.stringContaining('does not say where the server is') as string,
  });
  await serverFile({ address: 'file:///etc', pid: process.pid });
  await expect(connect(root, {})).rejects.toMatchObject({
    message: expect.stringContaining('is no address of a server') as string,
  });
});

test('a server named by hand gets the token named by hand, never one that lies around', async () => {
  await serverFile({ address: 'http://127.0.0.1:9', pid: process.pid });
  await tokenFile('s3cret', 0o600);
  const named = { SHIPCHART_SERVER: server.baseUrl };
  await expect((await connect(root, named)).unlock('production')).rejects.toMatchObject({ status: 401 });
  await (await connect(root, { ...named, SHIPCHART_TOKEN: 'by-hand' })).unlock('production');
  expect(server.calls.map(({ token }) => token)).toEqual([undefined, 'by-hand']);
});

function serverFile(content: unknown): Promise<void> {
  return writeFile(join(root, '.shipchart', 'server.json'), JSON.stringify(content));
}

async function tokenFile(text: string, mode: number): Promise<void> {
  const path = join(root, '.shipchart', 'token');
  await writeFile(path, text);
  await chmod(path, mode);
}
