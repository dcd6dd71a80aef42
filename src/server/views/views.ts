import type { EnvironmentView } from '../../api/shapes.ts';
import type { Services, Views } from '../services.ts';
import { viewEnvironment } from './environment-view.ts';
import { summarise } from './run-summary.ts';
import { viewRun } from './run-view.ts';

const RUNS_ON_HOME = 20;
const INBOX_ON_HOME = 50;

/** What is stored, as pages and terminals see it. */
export function createViews({ store, projects, addressOf }: Pick<Services, 'store' | 'projects' | 'addressOf'>): Views {
  const known = new Set(projects.flatMap((project) => project.environments));
  const environment = async (name: string): Promise<EnvironmentView | undefined> =>
    known.has(name) ? viewEnvironment(await store.environment(name), await addressOf(name)) : undefined;
  const run = async (id: string) => {
    const stored = await store.versionedRun(id);
    return stored ? viewRun(stored.run, await store.deliveryOf(stored.run), stored.version) : undefined;
  };
  return {
    environment,
    run,
    home: async () => ({
      projects: await Promise.all(
        projects.map(async ({ name, environments }) => ({
          name,
          environments: await all(environments.map(environment)),
        })),
      ),
      runs: await Promise.all(
        (await store.runs({ limit: RUNS_ON_HOME })).map(async (each) => summarise(each, await store.deliveryOf(each))),
      ),
      inbox: await store.inbox(INBOX_ON_HOME),
    }),
    change: async (notice) => {
      switch (notice.type) {
        case 'run': {
          const view = await run(notice.id);
          return view && { type: 'run', run: view };
        }
        case 'environment': {
          const view = await environment(notice.id);
          return view && { type: 'environment', environment: view };
        }
        case 'inbox': {
          const item = await store.inboxItem(Number(notice.id));
          return item && { type: 'inbox', item };
        }
        case 'outbox':
          return undefined;
      }
    },
  };
}

async function all<T>(wanted: readonly Promise<T | undefined>[]): Promise<T[]> {
  return (await Promise.all(wanted)).filter((each) => each !== undefined);
}
