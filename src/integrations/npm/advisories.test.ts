import { type IncomingMessage, type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createNpmAdvisories } from './advisories.ts';

// The real npm client against a registry on this machine.

const BULK = '/-/npm/v1/security/advisories/bulk';
const LOCK = {
  name: 'shop',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'shop', dependencies: { a: '1.0.0' }, devDependencies: { tool: '2.0.0' } },
    'node_modules/a': { version: '1.0.0', dependencies: { b: '^1.0.0' } },
    'node_modules/b': { version: '1.2.3' },
    'node_modules/tool': { version: '2.0.0', dev: true },
  },
};
const PACKAGE = { name: 'shop', version: '1.0.0', dependencies: { a: '1.0.0' }, devDependencies: { tool: '2.0.0' } };
const KNOWN = {
  b: [
    {
      id: 7,
      url: 'https://example.org/advisories/7',
      title: 'Prototype pollution',
      severity: 'critical',
      vulnerable_versions: '<1.3.0',
      cwe: [],
      cvss: { score: 9.8 },
    },
  ],
  tool: [
    {
      id: 8,
      url: 'https://example.org/advisories/8',
      title: 'Slow pattern',
      severity: 'low',
      vulnerable_versions: '<3.0.0',
      cwe: [],
      cvss: { score: 3 },
    },
  ],
};

let directory: string;
let home: string;
beforeEach(async () => {
  [directory, home] = [
    await mkdtemp(join(tmpdir(), 'shipchart-audit-')),
    await mkdtemp(join(tmpdir(), 'shipchart-audit-home-')),
  ];
  onTestFinished(async () => {
    for (const folder of [directory, home]) await rm(folder, { recursive: true, force: true });
  });
  await writeFile(join(directory, 'package.json'), JSON.stringify(PACKAGE));
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify(LOCK));
});

/** A registry; `asked` holds the packages that it was asked about, `seen` every request. */
async function startRegistry(answer: RequestListener) {
  const asked: unknown[] = [];
  const seen: string[] = [];
  const take = async (request: IncomingMessage) => {
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    if (request.url === BULK) asked.push(JSON.parse(await body(request)));
  };
  const server = createServer((request, response) => void take(request).then(() => answer(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { asked, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function body(request: IncomingMessage): Promise<string> {
  if (request.headers['content-encoding'] !== 'gzip') return text(request);
  return gunzipSync(Buffer.concat(await request.toArray())).toString('utf8');
}

const knowing: RequestListener = (request, response) => {
  if (request.url === BULK) return void response.end(JSON.stringify(KNOWN));
  const name = (request.url ?? '').slice(1);
  const versions = Object.fromEntries(
    ['1.0.0', '1.2.3', '2.0.0'].map((version) => [
      version,
      { name, version, dependencies: name === 'a' ? { b: '^1.0.0' } : {} },
    ]),
  );
  response.end(JSON.stringify({ name, 'dist-tags': { latest: '2.0.0' }, versions }));
};

const environmentOf = (registry: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  npm_config_registry: registry,
  npm_config_cache: join(home, 'cache'),
  npm_config_userconfig: join(home, '.npmrc'),
  ...more,
});
const ask = (registry: string, more?: NodeJS.ProcessEnv, signal = new AbortController().signal) =>
  createNpmAdvisories({ environment: environmentOf(registry, more) }).ask(directory, signal);

const FOUND = [
  {
    package: 'b',
    version: '1.2.3',
    severity: 'critical',
    title: 'Prototype pollution',
    link: 'https://example.org/advisories/7',
  },
  {
    package: 'tool',
    version: '2.0.0',
    severity: 'low',
    title: 'Slow pattern',
    link: 'https://example.org/advisories/8',
  },
];

test('asks for the names and versions of the lock file, and tells what is known of them', async () => {
  const registry = await startRegistry(knowing);
  expect(await ask(registry.url)).toEqual({ state: 'answered', findings: FOUND });
  expect(registry.asked).toEqual([{ a: ['1.0.0'], b: ['1.2.3'], tool: ['2.0.0'] }]);
});

test('a registry that knows of nothing: answered, nothing found', async () => {
  const registry = await startRegistry((_, response) => void response.end('{}'));
  expect(await ask(registry.url)).toEqual({ state: 'answered', findings: [] });
});

test('a project that turns the question off, or narrows it, is asked about all the same', async () => {
  const registry = await startRegistry(knowing);
  await writeFile(
    join(directory, '.npmrc'),
    'offline=true\naudit=false\nomit[]=dev\npackage-lock=false\naudit-level=none\n',
  );
  expect(await ask(registry.url, { npm_config_offline: 'true' })).toEqual({ state: 'answered', findings: FOUND });
});

test('the packages of a project’s own workspaces are asked about', async () => {
  const registry = await startRegistry(knowing);
  const own = { name: 'own', version: '1.0.0', dependencies: { b: '^1.0.0' } };
  const packages = {
    '': { name: 'shop', workspaces: ['own'] },
    own,
    'node_modules/own': { resolved: 'own', link: true },
    'node_modules/b': { version: '1.2.3' },
  };
  await writeFile(join(directory, 'package.json'), JSON.stringify({ name: 'shop', workspaces: ['own'] }));
  await mkdir(join(directory, 'own'));
  await writeFile(join(directory, 'own/package.json'), JSON.stringify(own));
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify({ ...LOCK, packages }));
  expect(await ask(registry.url)).toEqual({ state: 'answered', findings: FOUND.slice(0, 1) });
});

test.each([405, 404, 500, 401])('a registry that answers %i is unreachable, never "nothing found"', async (status) => {
  const registry = await startRegistry((_, response) => void response.writeHead(status).end());
  expect(await ask(registry.url)).toEqual({ state: 'unreachable', reason: expect.stringContaining(String(status)) });
});

test('so is one that answers something else, and one that is not there', async () => {
  const registry = await startRegistry((_, response) => void response.end('<html>Welcome to the hotel</html>'));
  expect(await ask(registry.url)).toMatchObject({ state: 'unreachable' });
  expect(await ask('http://127.0.0.1:9/')).toMatchObject({
    state: 'unreachable',
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a question that is stopped ends at once', async () => {
  const stop = new AbortController();
  const registry = await startRegistry(() => stop.abort());
  expect(await ask(registry.url, {}, stop.signal)).toEqual({
    state: 'unreachable',
    reason: 'the question was stopped',
  });
});

test('without a lock file, or with an old one, nobody knows what to ask', async () => {
  const unreachable = { state: 'unreachable', reason: expect.stringContaining('package-lock.json') };
  for (const lock of ['{"lockfileVersion":1,"dependencies":{}}', 'not JSON']) {
    await writeFile(join(directory, 'package-lock.json'), lock);
    expect(await ask('http://127.0.0.1:9/')).toEqual(unreachable);
  }
  await rm(join(directory, 'package-lock.json'));
  expect(await ask('http://127.0.0.1:9/')).toEqual(unreachable);
});

test('without npm it says so', async () => {
  expect(await ask('http://127.0.0.1:9/', { PATH: '/nowhere' })).toEqual({
    state: 'unreachable',
    reason: expect.stringContaining('npm is not installed'),
  });
});

test('a project cannot send the server’s secrets to a registry', async () => {
  const registry = await startRegistry(knowing);
  await writeFile(join(directory, '.npmrc'), `${registry.url.replace('http:', '')}:_authToken=\${DEPLOY_KEY}\n`);
  await ask(registry.url, { DEPLOY_KEY: 'top-secret' });
  expect(registry.seen.join('\n')).not.toContain('top-secret');
});
