import type { MiddlewareHandler } from 'hono';
import { routes } from '../api/routes.ts';
import type { Right } from '../lib/rights.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Variables } from './authenticate.ts';
import { RequestRefused } from './refused.ts';
import type { App } from './route.ts';
import type { Person, Services } from './services.ts';

type Needs = Partial<Record<'GET' | 'POST', Right>>;

const SEES: Needs = { GET: 'see' };

/** What each route needs; one that is missing here does not compile. Those outside `/api/` are signed by who sends them, or say only that we live. */
export const NEEDS: Readonly<Record<keyof typeof routes, Needs>> = {
  home: SEES,
  me: SEES,
  history: SEES,
  doctor: SEES,
  openapi: SEES,
  runs: { GET: 'see', POST: 'run' },
  pushes: { POST: 'run' },
  run: SEES,
  chart: SEES,
  chartMarkdown: SEES,
  evidence: SEES,
  evidencePlot: SEES,
  evidenceTicks: SEES,
  log: SEES,
  logIndex: SEES,
  usual: SEES,
  stepHistory: SEES,
  review: SEES,
  logSearch: SEES,
  // Whether they may answer is asked where it is for the chat too.
  answer: { POST: 'see' },
  cancel: { POST: 'run' },
  retry: { GET: 'see', POST: 'run' },
  incidents: SEES,
  incident: { POST: 'run' },
  environment: SEES,
  environmentHistory: SEES,
  environmentHealth: SEES,
  lock: { POST: 'operate' },
  unlock: { POST: 'operate' },
  rollback: { GET: 'see', POST: 'operate' },
  secrets: { GET: 'operate', POST: 'operate' },
  secretRemove: { POST: 'operate' },
  secretRotate: { POST: 'operate' },
  audit: { GET: 'operate' },
  auditKey: SEES,
  changes: SEES,
  chatClicks: {},
  webhook: {},
  health: {},
  metrics: SEES,
};

/** Stands before every route and asks for what it needs. A route of one environment needs it there, any other in all of the project. */
export function guardRights(app: App, services: Services): void {
  for (const [name, needs] of Object.entries(NEEDS)) {
    const path = routes[name as keyof typeof routes];
    for (const [method, right] of Object.entries(needs)) app.on(method, path, ask(services, right));
  }
}

function ask(services: Services, right: Right): MiddlewareHandler<{ Variables: Variables }> {
  return async (context, next) => {
    const person = context.get('person');
    const environment = context.req.path.startsWith('/api/environments/') ? context.req.param('name') : undefined;
    const about = environment === undefined ? undefined : [environment];
    if (person) mustMay(services, person, right, about);
    else if (services.asksWhoReads()) throw new RequestRefused(401, WHO);
    await next();
  };
}

/** @param about all environments where left out. @throws RequestRefused 403 */
export function mustMay(
  { whyMayNot, projects }: Pick<Services, 'whyMayNot' | 'projects'>,
  person: Person,
  right: Right,
  about: readonly string[] = projects.flatMap(({ environments }) => environments),
): void {
  const message = whyMayNot(person, right, about);
  if (message !== undefined) throw new RequestRefused(403, { code: 'may-not', message, hint: HINT });
}

/** Whether who opened a stream may still read it: somebody who left hears no more. */
export function seesStill(services: Pick<Services, 'whoHas' | 'whyMayNot' | 'asksWhoReads'>, token?: string): boolean {
  try {
    if (token === undefined) return !services.asksWhoReads();
    const person = services.whoHas(token);
    return person !== undefined && services.whyMayNot(person, 'see', []) === undefined;
  } catch (error) {
    if (error instanceof WorldFailure) return false;
    throw error;
  }
}

const HINT = '`roles:` in shipchart.yaml says which groups may do what; ask somebody who keeps that file.';
const WHO = {
  code: 'token-missing',
  message: 'Here only people with a role read, so this needs a token.',
  hint: 'Open the address that `shipchart up` printed, or use the command line on this machine: it reads .shipchart/token.',
};
