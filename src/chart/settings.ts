import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { z } from 'zod';
import type { JsonObject } from '../lib/json.ts';
import type { Problem } from '../lib/problem.ts';
import type { RawSettings } from './delivery.ts';
import type { Place } from './places.ts';
import { type SchemaPath, schemaProblems } from './schema-problems.ts';

/** What the team wrote beside its chart, not yet read by any step kind. */
export interface Settings {
  name?: string;
  services?: JsonObject;
  steps: ReadonlyMap<string, RawSettings>;
  groups: ReadonlyMap<string, RawSettings>;
  /** Where a key (or its value) stands in the file; where the path leads nowhere, the last part of it that exists. */
  placeOf: PlaceOf;
}

export type PlaceOf = (path: SchemaPath, part?: 'key' | 'value') => Place;

/** Settings as they stand in a file: the YAML text, its first line, and what was cut from the front of each line. */
export interface SettingsText {
  text: string;
  firstLine: number;
  cut?: readonly number[];
  /** In front matter Mermaid's own keys stand beside ours. */
  frontMatter?: boolean;
}

const entries = z.record(z.string(), z.record(z.string(), z.json()).nullable()).nullable().optional();

/** The document level of the settings; each step's own are its kind's affair. */
export const settingsSchema = z.strictObject({
  shipchart: z.literal(1),
  name: z.string().min(1).optional(),
  services: z.record(z.string(), z.json()).optional(),
  steps: entries,
  groups: entries,
});

const frontMatterSchema = settingsSchema.extend({
  title: z.unknown().optional(),
  config: z.unknown().optional(),
  displayMode: z.unknown().optional(),
});

export const noSettings: Settings = { steps: new Map(), groups: new Map(), placeOf: () => ({ line: 1, column: 1 }) };

/** Reads settings strictly (YAML 1.2, each key once, known keys only); every problem at once, each with its place. */
export function readSettings(source: SettingsText): { settings: Settings } | { problems: Problem[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(source.text, {
    version: '1.2',
    strict: true,
    merge: false,
    prettyErrors: false,
    lineCounter,
  });
  const placeAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: source.firstLine + line - 1, column: col + (source.cut?.[line - 1] ?? 0) };
  };
  const syntax = [...document.errors, ...document.warnings].map((error) => yamlProblem(error, placeAt(error.pos[0])));
  if (syntax.length > 0) return { problems: syntax };
  const placeOf = placesIn(document, placeAt);
  const value = valueOf(document);
  if (value === undefined) return { problems: [tooManyAliases(placeAt(0))] };
  const checked = (source.frontMatter ? frontMatterSchema : settingsSchema).safeParse(value, { reportInput: true });
  if (!checked.success) return { problems: schemaProblems(checked.error, settingsSchema, [], placeOf) };
  const { name, services } = checked.data;
  return {
    settings: {
      ...(name === undefined ? {} : { name }),
      ...(services === undefined ? {} : { services }),
      steps: entriesOf(document, 'steps'),
      groups: entriesOf(document, 'groups'),
      placeOf,
    },
  };
}

/** Read from the syntax tree, so that ids such as `1`, `true` or `__proto__` stay the ids they are. */
function entriesOf(document: Document.Parsed, key: string): Map<string, RawSettings> {
  const map = document.get(key, true);
  if (!isMap(map)) return new Map();
  return new Map(
    map.items.map((pair) => [
      keyText(pair),
      ((isNode(pair.value) ? pair.value.toJS(document) : null) ?? {}) as RawSettings,
    ]),
  );
}

function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    return undefined;
  }
}

function placesIn(document: Document.Parsed, placeAt: (offset: number) => Place): PlaceOf {
  return (path, part = 'key') => {
    let at: unknown = document.contents;
    let offset = offsetOf(at) ?? 0;
    for (const [index, step] of path.entries()) {
      const pair: Pair | undefined = isMap(at) ? at.items.find((item) => keyText(item) === String(step)) : undefined;
      const next = pair ? pair.value : isSeq(at) ? at.items[Number(step)] : undefined;
      if (pair === undefined && next === undefined) break;
      const last = index === path.length - 1;
      offset =
        (pair && !(last && part === 'value') ? offsetOf(pair.key) : offsetOf(next)) ?? offsetOf(pair?.key) ?? offset;
      at = next;
    }
    return placeAt(offset);
  };
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function yamlProblem(error: { code: string; message: string }, place: Place): Problem {
  const duplicate = error.code === 'DUPLICATE_KEY';
  return {
    ...place,
    rule: duplicate ? 'duplicate-setting' : 'yaml-syntax',
    severity: 'error',
    message: duplicate
      ? 'This key stands here twice.'
      : `The settings are not valid YAML: ${error.message.split('\n')[0] ?? ''}`,
    hint: duplicate
      ? 'Keep one of the two.'
      : 'Put quotes around values with `:`, `#`, `{`, `[`, `*`, `&`, `!` or `%` at their start.',
  };
}

function tooManyAliases(place: Place): Problem {
  return {
    ...place,
    rule: 'yaml-aliases',
    severity: 'error',
    message: 'The settings repeat themselves too often through aliases.',
    hint: 'Write the values out; at most 100 aliases are followed.',
  };
}
