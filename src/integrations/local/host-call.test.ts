import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { NoHost, openHostLine } from './host-call.ts';
import { hostFolder } from './host/host-folder.ts';

const data = mkdtempSync(join(tmpdir(), 'host-call-'));
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(data, { recursive: true, force: true });
});

test('an answer that is cut off in the middle is a host that went away, and no bug', async () => {
  const folder = hostFolder(data);
  const socket = join(folder.root, 's');
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"half":');
    setImmediate(() => response.destroy());
  });
  await new Promise<void>((resolve) => server?.listen(socket, resolve));
  writeFileSync(folder.socketName, socket);
  const line = openHostLine(folder);
  await expect(line.call('GET', '/about')).rejects.toBeInstanceOf(NoHost);
  await line.close();
});
