import { z } from 'zod';

/** The parts of JSON Schema that settings use. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: string | number | boolean;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
}

/** What a team may write, as JSON Schema: the schema before defaults and conversions. */
export function jsonSchemaOf(settings: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });
  return schema as JsonSchema;
}
