import type { Declaration, Declarations } from '../../src/chart/declaration.ts';
import { settingsSchema } from '../../src/chart/settings.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

/**
 * The settings of a delivery document as JSON Schema, for completion and warnings in editors. Looser than `shipchart check` in one way: a
 * setting that a step needs may come from its group, so none is required here.
 */
export function documentSchema(declarations: Declarations): object {
  const document = jsonSchemaOf(settingsSchema);
  const kinds = Object.values(declarations);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The settings of a Shipchart delivery document',
    ...document,
    properties: {
      ...document.properties,
      steps: {
        description: 'What each node of the chart does, by node id.',
        type: ['object', 'null'],
        additionalProperties: { anyOf: [...kinds.map(stepSchema), stepOfAGroup] },
      },
      groups: {
        description: 'Defaults for the members of a subgraph, by its id. A member takes those that its kind knows.',
        type: ['object', 'null'],
        additionalProperties: groupSchema(kinds),
      },
    },
  };
}

const maxVisits = {
  description: 'On the head of a cycle: how often it may be visited.',
  type: 'integer',
  minimum: 1,
  maximum: 100,
  default: 3,
};

function stepSchema(declaration: Declaration): object {
  const { properties = {} } = jsonSchemaOf(declaration.settings);
  const uses = { description: declaration.summary, const: declaration.kind };
  return {
    title: declaration.kind,
    description: declaration.summary,
    type: 'object',
    properties: { uses, ...properties, 'max-visits': maxVisits },
    // `run: …` alone is a command.
    required: [declaration.kind === 'command' ? 'run' : 'uses'],
    additionalProperties: false,
  };
}

/** A step whose kind its group says. */
const stepOfAGroup = { type: ['object', 'null'], not: { anyOf: [{ required: ['uses'] }, { required: ['run'] }] } };

function groupSchema(kinds: readonly Declaration[]): object {
  const settings = new Map<string, JsonSchema[]>();
  for (const declaration of kinds) {
    for (const [name, setting] of Object.entries(jsonSchemaOf(declaration.settings).properties ?? {})) {
      // A default is the kind's own; a group that leaves the setting out gives none.
      const { default: _, ...meant } = setting;
      settings.set(name, [...(settings.get(name) ?? []), meant]);
    }
  }
  const properties = Object.fromEntries([...settings].map(([name, meanings]) => [name, anyOf(meanings)]));
  return {
    type: ['object', 'null'],
    properties: { uses: { enum: kinds.map(({ kind }) => kind) }, ...properties },
    additionalProperties: false,
  };
}

function anyOf(meanings: readonly JsonSchema[]): object {
  const different = [...new Map(meanings.map((meaning) => [JSON.stringify(meaning), meaning])).values()];
  return different.length === 1 ? (different[0] ?? {}) : { anyOf: different };
}
