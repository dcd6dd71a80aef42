import { expect, test } from 'vitest';
import { declarations } from '../../src/steps/kinds.ts';
import { filesBelow, foldersIn, productFiles, read, type SourceFile } from './tree.ts';

/** Folders under src/steps that are no step kind. */
const SHARED_STEP_FOLDERS = new Set(['reports', 'watching']);

const kinds = foldersIn('src/steps').filter((folder) => !SHARED_STEP_FOLDERS.has(folder));

test('a new step kind is one folder and one line in src/steps/kinds.ts', () => {
  expect(Object.keys(declarations).sort()).toEqual(kinds.toSorted());
  const list = read('src/steps/kinds.ts');
  for (const kind of kinds) expect(linesWith(list, `'./${kind}/`), kind).toHaveLength(1);
});

test.each(kinds)('the step kind %s says what it is in a declaration.ts of its own', (kind) => {
  expect(read(`src/steps/${kind}/declaration.ts`)).toContain(`kind: '${kind}'`);
});

test('pages, commands, routes and the engine treat a step as its kind declares, and never ask which kind it is', () => {
  const asking = new RegExp(String.raw`(?<!item\.)\bkind\b['")\]]* *(===|!==) *'(${kinds.join('|')})'`);
  expect(
    linesMatching(productFiles('web', 'src/api', 'src/cli', 'src/engine', 'src/server', 'src/store'), asking),
  ).toEqual([]);
});

test('a new route is one file and one line in src/server/server.ts', () => {
  const list = read('src/server/server.ts');
  for (const { path, text } of productFiles('src/server/routes')) {
    const names = [...text.matchAll(/^export const (\w+): Route = /gm)].map(([, name]) => name);
    expect(names, `${path} holds one route`).toHaveLength(1);
    expect(linesWith(list, `  ${names[0]},`), path).toHaveLength(1);
  }
});

test('a new command is one file and one line in src/cli/cli.ts', () => {
  const lists = read('src/cli/cli.ts') + read('src/main/main.ts');
  const commands = productFiles('src/cli', 'src/main').flatMap(({ text }) => [
    ...text.matchAll(/^export const (\w+): Command = /gm),
  ]);
  expect(commands.length).toBeGreaterThan(0);
  for (const [, name] of commands) expect(lists.match(new RegExp(`\\b${name}\\b`, 'g')), name).toHaveLength(2);
});

test('a new table is one file: migrations are numbered without a gap', () => {
  const numbers = filesBelow(['src/store/migrations']).map((path) => Number(/(\d{4})-[^/]*\.sql$/.exec(path)?.[1]));
  expect(numbers.length).toBeGreaterThan(0);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

/** Products of other people that Shipchart speaks to. Formats (JUnit, LCOV, OCI, Mermaid) and git belong to nobody. */
const VENDORS =
  /autocannon|buildkit|cloudfront|cloudwatch|datadog|dependabot|docker|github|gitlab|grafana|haproxy|kubernetes|nginx|pagerduty|playwright|prometheus|slack|snyk|\b(alb|aws|ecr|ecs|k6)\b/i;

/** Where a vendor's name stands for no vendor that we speak to: what a team's own files are called, and the shapes of other people's secrets. */
const FORMATS: readonly { in: RegExp; name: RegExp }[] = [
  { in: /./, name: /\.dockerignore|docker-ignore|Dockerfile/gi },
  // A field of task definitions.
  { in: /^src\/integrations\/aws\//, name: /dockerLabels/g },
  // Report formats are named after the tool whose format it is.
  { in: /^src\/steps\/(reports\/|command\/declaration\.ts)/, name: /playwright/gi },
  // `init` proposes lines for the tools that it finds in a repository, under a chart that names what teams use.
  { in: /^src\/cli\/init\//, name: /playwright/gi },
  { in: /^src\/cli\/init\/chart-template\.ts$/, name: /.*/g },
  // What others call their metrics.
  { in: /^src\/integrations\/prometheus\/presets\.ts$/, name: /.*/g },
  { in: /^src\/steps\/security-scan\/secret-patterns\.ts$/, name: /.*/g },
];

test("a new vendor is one folder and one line in src/main: nobody else knows a vendor's name", () => {
  const files = productFiles('src', 'web').filter(({ path }) => !path.startsWith('src/main/'));
  const strangers = files.map(({ path, text }) => ({ path, text: withoutFormats(path, withoutComments(text)) }));
  const own = (path: string, name: string) => path.startsWith(`src/integrations/${folderOf(name.toLowerCase())}/`);
  expect(linesMatching(strangers, VENDORS, own)).toEqual([]);
});

/** One account, one folder: these are parts of the same vendor. */
function folderOf(name: string): string {
  return /^(alb|cloudfront|cloudwatch|ecr|ecs)$/.test(name) ? 'aws' : name;
}

function withoutFormats(path: string, text: string): string {
  return FORMATS.filter((format) => format.in.test(path)).reduce((rest, { name }) => rest.replace(name, ''), text);
}

/** What is said about the world is no knowledge of it. Lines stay where they are. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '');
}

/** `path:line text` of every line that matches, unless `except` says that this file may say this word. */
function linesMatching(
  files: readonly SourceFile[],
  pattern: RegExp,
  except?: (path: string, word: string) => boolean,
): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const match = pattern.exec(line);
      return match && !except?.(path, match[0]) ? [`${path}:${index + 1} ${line.trim()}`] : [];
    }),
  );
}

function linesWith(text: string, part: string): string[] {
  return text.split('\n').filter((line) => line.includes(part));
}
