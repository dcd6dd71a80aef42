import type { Repository } from './repository.ts';

/** How a repository's own package manager is called. */
export interface PackageManager {
  name: 'npm' | 'yarn' | 'pnpm' | 'bun';
  /** The file that pins versions; undefined where nothing does. */
  lockFile: string | undefined;
  /** Installs exactly what the lock file says. */
  install: string;
  /** Runs a script of package.json. */
  script(name: string): string;
  /** Runs a program of a dependency. */
  program(line: string): string;
}

/** By lock file, as the managers themselves tell; npm where there is none. */
export function packageManagerOf({ files, manifest }: Repository): PackageManager {
  const lockFile = Object.keys(BY_LOCK_FILE).find((name) => files.has(name));
  const manager = lockFile === undefined ? without : BY_LOCK_FILE[lockFile];
  // Yarn from 2 on knows another flag for the same.
  const modern = /^yarn@[2-9]/.test(manifest.packageManager ?? '') || files.has('.yarnrc.yml');
  if (!manager) throw new Error(`${lockFile} has no package manager`);
  return {
    ...manager,
    lockFile,
    ...(manager.name === 'yarn' && modern ? { install: 'yarn install --immutable' } : {}),
  };
}

type Manager = Omit<PackageManager, 'lockFile'>;

const npm: Manager = {
  name: 'npm',
  install: 'npm ci',
  script: (name) => (name === 'test' ? 'npm test' : `npm run ${name}`),
  program: (line) => `npx ${line}`,
};
const without: Manager = { ...npm, install: 'npm install' };
const yarn: Manager = {
  name: 'yarn',
  install: 'yarn install --frozen-lockfile',
  script: (name) => `yarn run ${name}`,
  program: (line) => `yarn ${line}`,
};
const pnpm: Manager = {
  name: 'pnpm',
  install: 'pnpm install --frozen-lockfile',
  script: (name) => `pnpm run ${name}`,
  program: (line) => `pnpm exec ${line}`,
};
const bun: Manager = {
  name: 'bun',
  install: 'bun install --frozen-lockfile',
  script: (name) => `bun run ${name}`,
  program: (line) => `bunx ${line}`,
};

const BY_LOCK_FILE: Readonly<Record<string, Manager>> = {
  'package-lock.json': npm,
  'npm-shrinkwrap.json': npm,
  'pnpm-lock.yaml': pnpm,
  'yarn.lock': yarn,
  'bun.lock': bun,
  'bun.lockb': bun,
};
