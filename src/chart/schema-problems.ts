import { z } from 'zod';
import type { Problem } from '../lib/problem.ts';
import { suggestion } from './nearest.ts';
import type { Place } from './places.ts';

export type SchemaPath = readonly PropertyKey[];

/**
 * What a schema refused, as problems at the places of the settings: unknown names with the nearest valid one. The error
 * comes from a parse with `reportInput`, so that what is missing can be told from what is wrong.
 */
export function schemaProblems(
  error: z.ZodError,
  schema: z.ZodType,
  base: SchemaPath,
  placeOf: (path: SchemaPath, part?: 'key' | 'value') => Place,
): Problem[] {
  const problems = error.issues.flatMap(simplest).flatMap((issue): Problem[] => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const names = settingNames(schemaAt(schema, issue.path));
      return issue.keys.map((key) => unknownSetting(key, names, path, placeOf([...path, key])));
    }
    return [isMissing(issue) ? missing(path, placeOf(path)) : wrongValue(issue, path, placeOf(path, 'value'))];
  });
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

/** The names a settings schema knows, whether one object or a choice of several; empty where it knows no names. */
export function settingNames(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) return [...new Set((schema.options as unknown[]).flatMap(settingNames))];
  if (schema instanceof z.ZodIntersection) return [...settingNames(schema.def.left), ...settingNames(schema.def.right)];
  const inner = unwrapped(schema);
  return inner === undefined ? [] : settingNames(inner);
}

function schemaAt(schema: unknown, path: SchemaPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (schema instanceof z.ZodObject) return schemaAt((schema.shape as Record<string, unknown>)[String(step)], rest);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.def.valueType, rest);
  if (schema instanceof z.ZodArray) return schemaAt(schema.def.element, rest);
  if (schema instanceof z.ZodUnion) {
    return (schema.options as unknown[]).map((option) => schemaAt(option, path)).find((found) => found !== undefined);
  }
  const inner = unwrapped(schema);
  return inner === undefined ? undefined : schemaAt(inner, path);
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in;
  const wraps =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly;
  return wraps ? schema.def.innerType : undefined;
}

type Issue = z.core.$ZodIssue;

/** Of a choice nobody satisfied, what is wrong with the alternative that comes closest. */
function simplest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const closest = issue.errors.reduce((best, errors) => (closeness(errors) > closeness(best) ? errors : best));
  // Where each alternative refuses the whole value, the choice itself is the better message.
  if (closest.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type')) return [issue];
  return closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(simplest);
}

function closeness(issues: readonly Issue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length)) * 100 - issues.length;
}

function isMissing(issue: Issue): boolean {
  if (issue.path.length === 0) return false;
  if (/received undefined/.test(issue.message)) return true;
  return issue.code === 'invalid_value' && 'input' in issue && issue.input === undefined;
}

function unknownSetting(key: string, names: readonly string[], path: SchemaPath, place: Place): Problem {
  return {
    ...place,
    rule: 'unknown-setting',
    severity: 'error',
    message: `${where(path)} has no setting \`${key}\`.`,
    hint: suggestion(key, names, 'settings'),
  };
}

function missing(path: SchemaPath, place: Place): Problem {
  const name = String(path.at(-1));
  return {
    ...place,
    rule: 'missing-setting',
    severity: 'error',
    message: `${where(path.slice(0, -1))} needs the setting \`${name}\`.`,
    hint: `Add \`${name}: …\`.`,
  };
}

function wrongValue(issue: Issue, path: SchemaPath, place: Place): Problem {
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const given = typeof issue.input === 'string' ? issue.input : undefined;
  return {
    ...place,
    rule: 'wrong-setting',
    severity: 'error',
    message: `\`${path.map(String).join('.')}\`: ${said(issue.message)}`,
    hint: choices.length > 0 ? suggestion(given ?? '', choices, 'values') : 'Correct the value.',
  };
}

/** Zod says `Invalid input: expected string, received number`; the first two words tell nobody anything. */
function said(message: string): string {
  const bare = message.replace(/^Invalid (?:input|option): /, '');
  const plain = bare.replace('expected record', 'expected names with values');
  return /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

function where(path: SchemaPath): string {
  return path.length === 0 ? 'The document' : `\`${path.map(String).join('.')}\``;
}
