import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../../lib/problem.ts';
import { withoutControls } from '../terminal/clean-text.ts';
import type { CheckedFile } from './check-file.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * What check found as SARIF 2.1.0, which code hosts show at the line of a pull request. Paths are those from the root of the repository, since
 * that is where hosts look for them.
 */
export function sarifOf(checked: readonly CheckedFile[], directory: string, version: string) {
  const root = rootAbove(directory);
  const rules = [...new Set(checked.flatMap(({ problems }) => problems.map(({ rule }) => rule)))].toSorted();
  const results = checked.flatMap(({ file, problems }) => {
    const uri = relative(root, resolve(directory, file)).split(sep).map(encodeURIComponent).join('/');
    return problems.map((problem) => resultOf(problem, uri, rules.indexOf(problem.rule)));
  });
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Shipchart', version, rules: rules.map(descriptorOf) } },
        // Columns are counted as JavaScript counts characters, which is also what editors do.
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
}

function resultOf({ rule, severity, message, hint, line, column }: Problem, uri: string, ruleIndex: number) {
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: withoutControls(`${message}\n${hint}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

/** `unknown-setting` reads as "Unknown setting". */
function descriptorOf(id: string) {
  const words = id.replaceAll('-', ' ');
  return { id, shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` } };
}

/** The repository that a folder is in, else the folder itself. */
function rootAbove(directory: string): string {
  for (let at = directory; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, '.git'))) return at;
  return directory;
}
