import type { Declaration } from '../../src/chart/declaration.ts';
import type { Example } from './example.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { settingsTable } from './settings-table.ts';

/** The page of one step kind, written from its declaration alone. */
export function stepPage(declaration: Declaration, { line, settings }: Example): string {
  const read = declaration.settings.parse(settings);
  return [
    `# \`${declaration.kind}\``,
    '',
    declaration.summary,
    '',
    '```yaml',
    line,
    '```',
    '',
    '## Settings',
    '',
    ...settingsTable(jsonSchemaOf(declaration.settings)),
    '',
    '## Outcomes',
    '',
    '| outcome | way | edge labels that mean it |',
    '|---|---|---|',
    ...declaration
      .outcomes(read)
      .map(({ name, way, synonyms = [] }) => `| \`${name}\` | ${way} | ${[name, ...synonyms].join(', ')} |`),
    '',
    `Where it cannot be carried out, it ends \`${declaration.couldNotRun(read)}\` with the reason "could not run".`,
    ...habits(declaration, read, settings),
    '',
  ].join('\n');
}

/** What the rest of the system does because of what the kind is. */
function habits(declaration: Declaration, read: unknown, written: Example['settings']): string[] {
  const said = [
    environmentHabit(declaration.environment(read), written),
    declaration.publishes && 'It changes the world outside the run: check runs stop before it.',
    declaration.image === 'makes' && 'It leaves the image of the release behind.',
    declaration.image === 'needs' && 'It can start only after a step that makes the image.',
    declaration.speaks && 'It speaks for each failure that reaches it, not only for the first.',
    declaration.waitsForPeople &&
      'It waits for people and holds no machine meanwhile; its answers are kept on a retry.',
  ].filter((sentence) => typeof sentence === 'string');
  return said.length === 0 ? [] : ['', '## In a run', '', ...said.map((sentence) => `- ${sentence}`)];
}

function environmentHabit(
  use: ReturnType<Declaration['environment']>,
  written: Example['settings'],
): string | undefined {
  if (!use) return undefined;
  const setting = Object.keys(written).find((name) => written[name] === use.name);
  return `It ${use.access} the environment in \`${setting ?? use.name}\` and holds its claim while it does.`;
}
