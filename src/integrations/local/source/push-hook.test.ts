import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { installPushHook } from './push-hook.ts';
import { readSpool } from './push-spool.ts';
import { type Repository, makeRepository } from './repository.fixture.ts';

const NONE = '0'.repeat(40);

interface Answer {
  status: number;
  body: unknown;
}

/** A server that takes pushes; `told` holds what it was told and with which token. */
async function startServer(answer: Answer) {
  const told: { token: string | undefined; push: unknown }[] = [];
  const server = createServer((request, response) => {
    void json(request).then((push) => {
      told.push({ token: request.headers.authorization, push });
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => server.close(resolve));
  onTestFinished(async () => void (await stop()));
  return { told, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/pushes` };
}

let repository: Repository;
let tokenFile: string;
beforeEach(async () => {
  repository = await makeRepository();
  onTestFinished(repository.remove);
  tokenFile = join(repository.folder, 'hook.token');
  await writeFile(tokenFile, 'top-secret\n', { mode: 0o600 });
});

const install = (url: string) => installPushHook({ repository: repository.bare, url, tokenFile, project: 'shop' });
const commitAndPush = async (refs: string[] = ['main'], environment?: Record<string, string>) => {
  await repository.git(['commit', '--quiet', '--allow-empty', '-m', 'x']);
  return repository.git(['push', 'origin', ...refs], environment);
};
const head = () => repository.git(['rev-parse', 'HEAD']);

test('a push is told with the token, and who pushes sees which run started', async () => {
  const server = await startServer({ status: 202, body: [{ id: 'r1' }] });
  await install(server.url);
  const printed = await commitAndPush();
  const push = {
    project: 'shop',
    ref: 'refs/heads/main',
    before: NONE,
    after: await head(),
    pusher: userInfo().username,
  };
  expect(server.told).toEqual([{ token: 'Bearer top-secret', push }]);
  expect(printed).toMatch(/remote: run r1 started: http:\/\/127\.0\.0\.1:\d+\/runs\/r1/);
  expect(printed).not.toContain('top-secret');
});

test('every ref is told, a deletion too, and the pusher is whom the web server authenticated', async () => {
  const server = await startServer({ status: 202, body: [] });
  await install(server.url);
  await commitAndPush(['main', 'main:refs/heads/feature/"x"'], { REMOTE_USER: 'ada' });
  await repository.git(['push', 'origin', ':refs/heads/feature/"x"']);
  expect(server.told.map(({ push }) => push)).toMatchObject([
    { ref: 'refs/heads/main', before: NONE, pusher: 'ada' },
    { ref: 'refs/heads/feature/"x"', before: NONE, pusher: 'ada' },
    { ref: 'refs/heads/feature/"x"', after: NONE },
  ]);
});

test('a refusal is shown with every problem, without control characters, and the push goes through', async () => {
  const problems = [{ line: 3, column: 7, message: 'unknown \u001b[31mstep', hint: 'Name it.' }];
  const server = await startServer({
    status: 422,
    body: { message: 'DELIVERY.md has a problem.', hint: 'Correct it.', problems },
  });
  await install(server.url);
  const printed = await commitAndPush();
  expect(printed).toContain('Shipchart did not start a run: DELIVERY.md has a problem. Correct it.');
  expect(printed).toContain('line 3:7: unknown  [31mstep Name it.');
  expect(await repository.git(['ls-remote', 'origin', 'main'])).toContain(await head());
  expect((await readSpool(repository.bare)).pushes).toEqual([]);
});

test('without a server the push goes through, is kept, and is read until it is forgotten', async () => {
  const server = await startServer({ status: 202, body: [] });
  await install(server.url);
  await server.stop();
  const printed = await commitAndPush(['main', 'main:other']);
  expect(printed).toContain('ECONNREFUSED');
  expect(printed).toContain('shipchart up');
  const spool = await readSpool(repository.bare);
  expect(spool.pushes).toEqual(
    ['main', 'other'].map((branch) => ({ ref: `refs/heads/${branch}`, before: NONE, after: expect.any(String) })),
  );
  const after = await head();
  expect(spool.pushes[0]?.after).toBe(after);
  await commitAndPush();
  await spool.forget();
  expect((await readSpool(repository.bare)).pushes).toEqual([
    { ref: 'refs/heads/main', before: after, after: await head() },
  ]);
});

test.each([401, 404, 500])('a server that answers with status %i keeps the push too', async (status) => {
  const server = await startServer({ status, body: {} });
  await install(server.url);
  expect(await commitAndPush()).toContain(`status ${status}`);
  expect((await readSpool(repository.bare)).pushes).toHaveLength(1);
});

test('a missing token, and an answer that is none of ours, keep the push', async () => {
  const server = await startServer({ status: 200, body: 'hello' });
  await install(server.url);
  await commitAndPush();
  await rm(tokenFile);
  await commitAndPush();
  expect((await readSpool(repository.bare)).pushes).toHaveLength(2);
});

test('without any Node the push is kept', async () => {
  await install('http://127.0.0.1:9/api/pushes');
  const hook = join(repository.bare, 'hooks/post-receive');
  const script = await readFile(hook, 'utf8');
  await writeFile(
    hook,
    script.replace(process.execPath, '/gone/node').replace('command -v node', 'command -v no-such-node'),
  );
  expect(await commitAndPush()).toContain('there is no Node any more');
  expect((await readSpool(repository.bare)).pushes).toEqual([
    { ref: 'refs/heads/main', before: NONE, after: await head() },
  ]);
});

test('the repository may be moved, and a hooks folder of the machine does not get in the way', async () => {
  const server = await startServer({ status: 202, body: [] });
  await install(server.url);
  const moved = join(repository.folder, "it's moved.git");
  await rename(repository.bare, moved);
  await repository.git(['remote', 'set-url', 'origin', moved]);
  await writeFile(join(repository.folder, 'config'), `[core]\n\thooksPath = ${repository.folder}\n`);
  await commitAndPush(['main'], { GIT_CONFIG_GLOBAL: join(repository.folder, 'config') });
  expect(server.told).toHaveLength(1);
});

test('a repeat takes over the new address; somebody else’s hook stays', async () => {
  const server = await startServer({ status: 202, body: [] });
  await install('http://127.0.0.1:9/api/pushes');
  await install(server.url);
  await commitAndPush();
  expect(server.told).toHaveLength(1);
  const hook = join(repository.bare, 'hooks/post-receive');
  await writeFile(hook, '#!/bin/sh\necho mine\n');
  await chmod(hook, 0o755);
  await expect(install(server.url)).rejects.toMatchObject({ name: 'WorldFailure', code: 'hook-exists' });
  expect(await commitAndPush()).toContain('remote: mine');
});

test('the token never goes to another machine in the clear', async () => {
  await expect(install('http://ci.example.org/api/pushes')).rejects.toThrow('in the clear');
});

test('a spool that is absent or holds something else is no push', async () => {
  expect((await readSpool(repository.bare)).pushes).toEqual([]);
  const spool = join(repository.bare, 'shipchart-spool');
  await mkdir(spool);
  await writeFile(join(spool, '1.push'), 'nonsense\n');
  await writeFile(join(spool, '.2'), `${NONE} ${NONE} refs/heads/half-written`);
  const read = await readSpool(repository.bare);
  expect(read.pushes).toEqual([]);
  await read.forget();
  expect(await readdir(spool)).toEqual(['.2']);
});
