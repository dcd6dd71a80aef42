import type { Json, JsonObject } from '../../lib/json.ts';
import type { Plan } from './binding.ts';
import { chartWithout } from './chart-without.ts';

const KEY_COLUMNS = 'STAGING_DEPLOY: '.length;

/** `DELIVERY.md`: the chart, and a line of settings for each of its nodes. */
export function documentText({ bindings, leftOut }: Plan): string {
  const lines = bindings.flatMap(({ node, settings, comment }) => [
    ...(comment === undefined ? [] : [`  # ${comment}`]),
    `  ${`${node}:`.padEnd(KEY_COLUMNS)}${flow(settings)}`,
  ]);
  return `# Delivery

\`\`\`mermaid
${chartWithout(leftOut.map(({ node }) => node))}
\`\`\`

The drawing says what follows what; the lines below say what each step does. \`shipchart check\` proves both.

\`\`\`yaml
shipchart: 1
steps:
${[...lines, ...leftOutLines(leftOut)].join('\n')}
\`\`\`
`;
}

function leftOutLines(leftOut: Plan['leftOut']): string[] {
  if (leftOut.length === 0) return [];
  return [
    '  # Left out of the chart, since the repository has nothing to run for it; draw it once it has:',
    ...leftOut.map(({ node, why }) => `  #   ${node}: ${why}`),
  ];
}

/** YAML's short form, on one line. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value !== null && typeof value === 'object') return `{ ${pairs(value)} }`;
  return typeof value === 'string' ? scalar(value) : String(value);
}

function pairs(settings: JsonObject): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${flow(value)}`)
    .join(', ');
}

/** Quoted where YAML would read something else than this text. */
function scalar(text: string): string {
  const plain =
    /^[A-Za-z0-9][\w ./@%&$=-]*(?::[\w-]+[\w ./@%&$=:-]*)?$/.test(text) &&
    !text.endsWith(' ') &&
    !/:(?:\s|$)/.test(text);
  return plain && !/^(?:true|false|null|yes|no|[\d.]+)$/i.test(text) ? text : JSON.stringify(text);
}
