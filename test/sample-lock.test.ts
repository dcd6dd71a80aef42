import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockFile {
  packages: Record<string, LockedPackage>;
}

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const root = read<LockFile>('package-lock.json').packages;
const sample = Object.entries(read<LockFile>('sample/package-lock.json').packages).filter(([path]) => path !== '');

test("every dependency of the sample's package.json has the root's version", () => {
  const { dependencies, devDependencies } = read<Manifest>('package.json');
  const ours = { ...dependencies, ...devDependencies };
  const theirs = read<Manifest>('sample/package.json');
  for (const [name, version] of Object.entries({ ...theirs.dependencies, ...theirs.devDependencies })) {
    expect(ours[name], name).toBe(version);
  }
});

test("the root's install warms npm's cache for the sample: it locks each of its packages, to the same bytes", () => {
  const locked = new Set(Object.entries(root).map(([path, locked]) => identity(path, locked)));
  expect(sample.length).toBeGreaterThan(0);
  expect(sample.map(([path, locked]) => identity(path, locked)).filter((one) => !locked.has(one))).toEqual([]);
});

test("the sample's lock file names no registry and runs nothing at install", () => {
  expect(sample.filter(([, locked]) => locked.resolved !== undefined)).toEqual([]);
  expect(sample.filter(([, locked]) => locked.hasInstallScript)).toEqual([]);
});

function identity(path: string, { version, integrity }: LockedPackage): string {
  return `${path.split('node_modules/').at(-1)} ${version} ${integrity}`;
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')) as T;
}
