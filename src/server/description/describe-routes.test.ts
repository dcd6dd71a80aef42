import { OpenAPIBackend, type Document } from 'openapi-backend';
import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../../test/support/delivery.ts';
import { serverOn } from '../../../test/support/services.ts';
import { freshDirectory, storeForFile } from '../../../test/support/store.ts';
import { routes } from '../../api/routes.ts';
import { createServer } from '../server.ts';

const given = storeForFile();
const serve = () => serverOn(given.store, freshDirectory(), documentOf(sketchDelivery({ LINT: {} }, [])));

async function described(): Promise<{ paths: Record<string, Record<string, unknown>>; components: object }> {
  return (await (await serve().get(routes.openapi)).json()) as Awaited<ReturnType<typeof described>>;
}

test('every route that the server has is described, and nothing else', async () => {
  const { services } = serve();
  const answered = createServer(services)
    .routes.filter(({ method, path }) => method !== 'ALL' && path !== '*' && path !== '/*')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const told = Object.entries((await described()).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(told.toSorted()).toEqual([...new Set(answered)].toSorted());
});

test('it is sound OpenAPI, and every reference leads somewhere', async () => {
  const description = await described();
  // Written down first: the check puts what is referred to in place of each reference.
  const text = JSON.stringify(description);
  await new OpenAPIBackend({ definition: description as unknown as Document, strict: true, quick: false }).init();
  const { schemas } = description.components as { schemas: object };
  const known = Object.keys(schemas);
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(known).toContain(name);
  expect(text).not.toMatch(/"\$ref":"#(?!\/components)/);
});
