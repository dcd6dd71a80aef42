import type { JsonObject } from '../../lib/json.ts';
import type { Binding, LeftOut } from './binding.ts';
import type { PackageManager } from './package-manager.ts';
import { type Reports, reportsOfPlaywright, reportsOfScript } from './reports.ts';
import type { Repository } from './repository.ts';

/** Script names that mean the same thing, the most telling first. */
const LINT = ['lint', 'lint:check', 'lint:ci', 'eslint'];
const FORMAT = ['format:check', 'check:format', 'format-check', 'prettier:check', 'check-format', 'fmt:check'];
const UNIT = ['test:unit', 'unit', 'test:ci', 'test'];
const INTEGRATION = ['test:integration', 'integration', 'test:int', 'integration-test'];
const BROWSER = ['test:e2e', 'e2e', 'test:browser', 'playwright'];
const LOAD = ['perf', 'test:perf', 'load', 'test:load', 'load-test'];

const PLAYWRIGHT_FILES = [
  'playwright.config.ts',
  'playwright.config.js',
  'playwright.config.mjs',
  'playwright.config.cjs',
  'playwright.config.mts',
];
const SCENARIO_FOLDERS = ['perf', 'load'];
/** What `npm init` writes where there are no tests. */
const NO_TESTS = /no test specified/;

export function bindPrepare({ manifest, files }: Repository, manager: PackageManager): Binding {
  const needsInstall = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const builds = manifest.scripts['build'] !== undefined;
  const lines = [...(needsInstall ? [manager.install] : []), ...(builds ? [manager.script('build')] : [])];
  const sources = [...(needsInstall ? [manager.lockFile ?? 'package.json'] : []), ...(builds ? ['script build'] : [])];
  return {
    node: 'CI',
    settings: { uses: 'checkout', ...(lines.length === 0 ? {} : { prepare: lines.join(' && ') }) },
    because: sources.join(', ') || (files.has('package.json') ? 'nothing to install' : ''),
  };
}

/** Lint, unit and integration tests: scripts as they are. */
export function bindChecks({ manifest: { scripts } }: Repository, manager: PackageManager): (Binding | LeftOut)[] {
  const present = (names: readonly string[]) =>
    names.find((name) => scripts[name] !== undefined && !NO_TESTS.test(scripts[name] ?? ''));
  const lint = [present(LINT), present(FORMAT)].filter((name) => name !== undefined);
  const unit = present(UNIT);
  const integration = present(INTEGRATION);
  return [
    bindScripts('LINT', lint, [...LINT.slice(0, 1), ...FORMAT.slice(0, 1)], scripts, manager, {}),
    bindScripts('UNIT', unit === undefined ? [] : [unit], ['test'], scripts, manager, {}),
    bindScripts('INT_TEST', integration === undefined ? [] : [integration], INTEGRATION.slice(0, 2), scripts, manager, {
      against: 'staging',
    }),
  ];
}

function bindScripts(
  node: string,
  names: readonly string[],
  wanted: readonly string[],
  scripts: Readonly<Record<string, string>>,
  manager: PackageManager,
  more: JsonObject,
): Binding | LeftOut {
  if (names.length === 0) return { node, why: `package.json has no script ${wanted.join(' or ')}` };
  const reports = Object.assign({}, ...names.map((name) => reportsOfScript(scripts[name] ?? ''))) as Reports;
  const run = names.map((name) => manager.script(name)).join(' && ');
  return { node, settings: { run, ...more, ...reportSettings(reports) }, because: `script ${names.join(', ')}` };
}

function reportSettings(reports: Reports): JsonObject {
  return Object.keys(reports).length === 0 ? {} : { reports: { ...reports } };
}

/** npm's lock file is what says which versions to ask about; without it the scan could only fail. */
export function bindScan({ files }: Repository): Binding {
  if (files.has('package-lock.json')) {
    return {
      node: 'SEC',
      settings: { uses: 'security-scan', 'fail-on': 'high' },
      because: 'secrets in the tree, advisories for package-lock.json',
    };
  }
  return {
    node: 'SEC',
    settings: { uses: 'security-scan', 'fail-on': 'high', advisories: 'when-reachable' },
    because: 'secrets in the tree only: there is no package-lock.json to ask about',
    comment:
      'Advisories are asked for by package-lock.json. Once there is one, drop `advisories: when-reachable`: not being able to ask then fails.',
  };
}

export async function bindBrowserTests(repository: Repository, manager: PackageManager): Promise<Binding | LeftOut> {
  const { manifest, files } = repository;
  const script = BROWSER.find((name) => manifest.scripts[name] !== undefined);
  const file = PLAYWRIGHT_FILES.find((name) => files.has(name));
  const installed = '@playwright/test' in { ...manifest.dependencies, ...manifest.devDependencies };
  if (script === undefined && !installed && file === undefined) {
    return {
      node: 'E2E',
      why: `package.json has no script ${BROWSER.slice(0, 2).join(' or ')}, and Playwright is not installed`,
    };
  }
  const configuration = file === undefined ? '' : ((await repository.read(file)) ?? '');
  const line = script === undefined ? manager.program('playwright test') : manager.script(script);
  return {
    node: 'E2E',
    settings: {
      run: withAddress(line, configuration),
      against: 'staging',
      ...reportSettings(reportsOfPlaywright(configuration)),
    },
    because: script === undefined ? (file ?? '@playwright/test') : `script ${script}`,
  };
}

/** Where the configuration takes its address from a variable, that variable gets staging's. */
function withAddress(line: string, configuration: string): string {
  const variable = /baseURL\s*:[^\n]*process\.env\.([A-Z][A-Z0-9_]*)/.exec(configuration)?.[1];
  return variable === undefined || variable === 'SHIPCHART_URL' ? line : `${variable}="$SHIPCHART_URL" ${line}`;
}

export async function bindLoadTest(repository: Repository, manager: PackageManager): Promise<Binding | LeftOut> {
  for (const folder of SCENARIO_FOLDERS) {
    for (const name of await repository.list(folder)) {
      const path = `${folder}/${name}`;
      if (!/\.ya?ml$/.test(name) || !isScenario((await repository.read(path)) ?? '')) continue;
      return { node: 'PERF', settings: { uses: 'load-test', scenario: path, against: 'staging' }, because: path };
    }
  }
  const script = LOAD.find((name) => repository.manifest.scripts[name] !== undefined);
  if (script === undefined)
    return { node: 'PERF', why: 'there is no scenario such as perf/smoke.yaml, and no script perf or load' };
  return { node: 'PERF', settings: { run: manager.script(script), against: 'staging' }, because: `script ${script}` };
}

function isScenario(text: string): boolean {
  return /^duration\s*:/m.test(text) && /^requests\s*:/m.test(text);
}
