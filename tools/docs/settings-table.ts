import type { JsonSchema } from './json-schema.ts';

/** A Markdown table of settings, those inside others by their dotted names. */
export function settingsTable(schema: JsonSchema): string[] {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return ['It has no settings.'];
  return ['| setting | value | default | meaning |', '|---|---|---|---|', ...rows];
}

function rowsOf(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, setting]) => {
    const path = `${prefix}${name}`;
    const inner = [setting, ...(setting.anyOf ?? [])].flatMap((choice) => rowsOf(choice, `${path}.`));
    const required = schema.required?.includes(name) ? 'required' : sayDefault(setting);
    return [
      `| \`${path}\` | ${cell(sayValue(setting))} | ${cell(required)} | ${cell(setting.description ?? '')} |`,
      ...inner,
    ];
  });
}

/** The values that a setting takes, in words. */
export function sayValue(setting: JsonSchema): string {
  if (setting.title !== undefined) return setting.title;
  if (setting.const !== undefined) return `\`${String(setting.const)}\``;
  if (setting.enum) return setting.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (setting.anyOf) return setting.anyOf.map(sayValue).join(' or ');
  if (Array.isArray(setting.type)) return setting.type.map((type) => sayValue({ ...setting, type })).join(' or ');
  if (setting.type === 'array') return `list of ${sayValue(setting.items ?? {})}`;
  if (setting.type === 'object') return setting.properties ? 'the settings below' : 'name → value';
  if (setting.type === 'boolean') return '`true` or `false`';
  if (setting.type === 'number' || setting.type === 'integer') return sayNumber(setting);
  return 'text';
}

function sayNumber({ type, minimum, maximum }: JsonSchema): string {
  const word = type === 'integer' ? 'whole number' : 'number';
  return minimum !== undefined && maximum !== undefined ? `${word} from ${minimum} to ${maximum}` : word;
}

function sayDefault(setting: JsonSchema): string {
  if (setting.default === undefined || setting.properties) return '';
  return `\`${typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
