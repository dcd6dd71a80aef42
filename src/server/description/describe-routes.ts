import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { refusal } from '../../api/shapes.ts';
import { NEEDS } from '../rights.ts';
import { SAID, type Said } from './said-of-routes.ts';

type Name = keyof typeof routes;
type Schema = Record<string, unknown>;

/** The API as OpenAPI 3.0, from the list of routes, what each needs, and the shapes that they read and write. */
export function describeRoutes(version: string): Schema {
  const schemas: Record<string, Schema> = {};
  keep(schemas, 'refusal', refusal, 'output');
  const paths: Record<string, Schema> = {};
  for (const name of Object.keys(routes) as Name[]) {
    const methods = Object.entries(SAID[name]).map(([method, said]) => {
      const right = NEEDS[name][method as 'GET' | 'POST'];
      return [method.toLowerCase(), operation(schemas, name, method, said, right)];
    });
    paths[routes[name].replaceAll(/:(\w+)/g, '{$1}')] = Object.fromEntries(methods) as Schema;
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Shipchart', version },
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operation(schemas: Record<string, Schema>, name: Name, method: string, said: Said, right?: string): Schema {
  const { summary, takes, gives, status = 200 } = said;
  const id = method === 'GET' ? name : `${name}-post`;
  return {
    operationId: id,
    summary,
    ...(right === undefined ? {} : { description: `Needs the right to ${right}.`, security: securityOf(method) }),
    parameters: [...inPath(name), ...inQuery(said)],
    ...(takes ? { requestBody: { required: true, content: json(keep(schemas, `${id}-takes`, takes, 'input')) } } : {}),
    responses: {
      [status]: {
        description: summary,
        content:
          typeof gives === 'string'
            ? { [gives]: { schema: { type: 'string' } } }
            : json(keep(schemas, `${id}-gives`, gives, 'output')),
      },
      default: { description: 'Why not, and what to do', content: json('refusal') },
    },
  };
}

/** Without roles, reading needs no token. */
function securityOf(method: string): Schema[] {
  return method === 'GET' ? [{ token: [] }, {}] : [{ token: [] }];
}

function inPath(name: Name): Schema[] {
  return [...routes[name].matchAll(/:(\w+)/g)].map(([, variable]) => ({
    name: variable,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function inQuery({ query = [] }: Said): Schema[] {
  return query.map((variable) => ({ name: variable, in: 'query', required: false, schema: { type: 'string' } }));
}

function json(name: string): Schema {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

/** Keeps a shape under its name, and what it refers to beside it: a reference counts from the root of the whole description. */
function keep(schemas: Record<string, Schema>, name: string, shape: z.ZodType, io: 'input' | 'output'): string {
  const { $schema: _, definitions = {}, ...schema } = z.toJSONSchema(shape, { io, target: 'openapi-3.0' });
  const here = (part: unknown): Schema =>
    JSON.parse(
      JSON.stringify(part, (key, value: unknown) =>
        key === '$ref' && typeof value === 'string'
          ? value
              .replace(/^#\/definitions\//, `#/components/schemas/${name}.`)
              .replace(/^#$/, `#/components/schemas/${name}`)
          : value,
      ),
    ) as Schema;
  schemas[name] = here(schema);
  for (const [part, definition] of Object.entries(definitions as Schema)) schemas[`${name}.${part}`] = here(definition);
  return name;
}
