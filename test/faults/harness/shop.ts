import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A service small enough to be delivered hundreds of times: it says which version it is, and `bad` ones fail, in production only. */
const SERVICE = `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const { version, bad } = JSON.parse(readFileSync(new URL('./version.json', import.meta.url)));
createServer((request, response) => {
  const fails = bad && process.env.STAGE === 'production' && request.url === '/' && Math.random() < 0.5;
  response.writeHead(fails ? 500 : 200, { 'x-version': version }).end(version);
}).listen(process.env.PORT, process.env.HOST);
`;

export interface Commit {
  id: string;
  /** What the service says it is. */
  version: string;
}

/** The shop's repository: a bare one, and the developer's working copy. */
export interface Shop {
  repository: string;
  /** Commits the next version with this document. */
  commit(document: string, bad?: boolean): Commit;
  /** A real `git push`. What the server answers is not waited for: it may be dead. */
  push(): void;
}

export function openShop(folder: string): Shop {
  const repository = join(folder, 'shop.git');
  const working = join(folder, 'working-copy');
  mkdirSync(working, { recursive: true });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.org', ...words], {
      cwd: working,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    }).trim();
  const write = (name: string, text: string) => writeFileSync(join(working, name), text);
  git('init', '--quiet', '--bare', '--initial-branch=main', repository);
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', repository);
  write('server.js', SERVICE);
  write(
    'package.json',
    JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', scripts: { start: 'node server.js' } }),
  );
  let number = 0;
  return {
    repository,
    commit(document, bad = false) {
      const version = `v${(number += 1)}`;
      write('DELIVERY.md', document);
      write('version.json', JSON.stringify({ version, bad }));
      git('add', '--all');
      git('commit', '--quiet', '--message', `Version ${number}`);
      return { id: git('rev-parse', 'HEAD'), version };
    },
    push: () => void git('push', '--quiet', 'origin', 'main'),
  };
}
