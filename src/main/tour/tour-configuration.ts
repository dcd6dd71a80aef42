import { userInfo } from 'node:os';
import type { Configuration } from '../configuration.ts';

/** The account that approves when nobody else does. */
export const REVIEWER = 'tour-reviewer';
/** The account that pushes: she may not review what she pushed. */
export const DEVELOPER = 'dana';

/** Pages a fresh release has compiled and cached before it gets its first visitor. */
const WARM_UP = { paths: ['/', '/api/products', '/api/products/notebook', '/app.js'], requests: 300 };

/** What the tour runs with: both environments local, a cache in front of production. */
export function tourConfiguration(directory: string, repository: string, port: number): Configuration {
  const environment = {
    port: 0,
    health: '/healthz',
    'warm-up': WARM_UP,
    queue: 'fifo' as const,
    supersede: false,
    variables: {},
  };
  return {
    data: directory,
    port,
    trustPushers: true,
    project: { name: 'shop', repository, document: 'DELIVERY.md', branch: 'main', pusher: DEVELOPER },
    integrations: {},
    notify: { failures: [], deliveries: [], quietRepeatsMs: 0 },
    environments: { staging: environment, production: { ...environment, 'cdn-port': 0 } },
    people: {
      [userInfo().username]: { groups: ['senior-engineers'] },
      [REVIEWER]: { groups: ['senior-engineers'] },
      [DEVELOPER]: { groups: [] },
    },
  };
}
