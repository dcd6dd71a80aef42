import { createBlobs } from '../../src/integrations/local/blobs/blobs.ts';
import { newMasterKey } from '../../src/integrations/local/vault/master-keys.ts';
import { createVault } from '../../src/integrations/local/vault/vault.ts';
import type { AuditNote } from '../../src/ports/audit.ts';
import { createServer } from '../../src/server/server.ts';
import type { Person, Services } from '../../src/server/services.ts';
import { createViews } from '../../src/server/views/views.ts';
import { summarise } from '../../src/server/views/run-summary.ts';
import { declarations } from '../../src/steps/kinds.ts';
import type { Store } from '../../src/store/store.ts';
import { NOW } from './step-context.ts';
import { pushOf } from './store.ts';

/** Whoever has one of these tokens, with the prefix `token-of-`. */
const PEOPLE: readonly Person[] = [
  { name: 'ada', groups: ['seniors'] },
  { name: 'bob', groups: ['seniors'] },
  { name: 'mallory', groups: [] },
];

const MASTER_KEY = newMasterKey();

/** The whole server in memory, on a real store and real blobs. */
export function serverOn(
  store: Store,
  directory: string,
  document: { fileName: string; text: string },
  more: Partial<Services> = {},
) {
  const bugs: unknown[] = [];
  const notes: AuditNote[] = [];
  const projects = [{ name: 'shop', environments: ['production'] }];
  const blobs = createBlobs({ directory });
  const services: Services = {
    store,
    blobs,
    declarations,
    projects,
    whoHas: (token) => PEOPLE.find(({ name }) => token === `token-of-${name}`),
    whyMayNot: () => undefined,
    asksWhoReads: () => false,
    whyNotOperate: ({ groups, name }) => (groups.includes('seniors') ? undefined : `${name} is none of the operators.`),
    secrets: createVault({
      rows: store.secrets,
      masterKeys: async () => MASTER_KEY,
      isProduction: (name) => name === 'production',
      now: () => NOW,
    }),
    audit: { note: async (note) => void notes.push(note), after: async () => [], publicKey: 'PEM' },
    chat: undefined,
    webhooks: {},
    policy: async () => undefined,
    publicHost: undefined,
    people: () => PEOPLE,
    healthOf: async () => ({ blue: { state: 'healthy', instances: 1 }, green: { state: 'empty' } }),
    doctor: async () => [],
    startRun: async ({ ref }, { name }) => {
      const run = await store.createRun({ ...pushOf('shop'), ref, startedBy: name }, document, NOW);
      return summarise(run, await store.deliveryOf(run));
    },
    purposeOf: (ref) => (ref === 'refs/heads/main' ? 'delivery' : undefined),
    addressOf: async () => undefined,
    drawChart: async (hash) => `<svg data-of="${hash}"/>`,
    views: createViews({ store, projects, addressOf: async () => undefined }),
    version: '1.2.3',
    now: () => NOW,
    reportBug: (error) => void bugs.push(error),
    ...more,
  };
  const app = createServer(services);
  const HOST = { host: '127.0.0.1:4400' };
  return {
    bugs,
    /** What was written into the audit. */
    notes,
    blobs,
    services,
    get: async (path: string, headers: Record<string, string> = {}) =>
      app.request(path, { headers: { ...HOST, ...headers } }),
    /** As a machine sends it. */
    postRaw: async (path: string, body: string, headers: Record<string, string>) =>
      app.request(path, { method: 'POST', headers: { ...HOST, ...headers }, body }),
    /** As a person, or as nobody. */
    post: async (path: string, by: string | undefined, body: unknown) =>
      app.request(path, {
        method: 'POST',
        headers: {
          ...HOST,
          'content-type': 'application/json',
          ...(by === undefined ? {} : { authorization: `Bearer token-of-${by}` }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
