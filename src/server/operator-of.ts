import type { Context } from 'hono';
import { personOf, type Variables } from './authenticate.ts';
import { RequestRefused } from './refused.ts';
import type { Person, Services } from './services.ts';

/** The person of a request that only operators may make. @throws RequestRefused 401, 403 */
export function operatorOf(
  context: Context<{ Variables: Variables }>,
  { whyNotOperate }: Pick<Services, 'whyNotOperate'>,
): Person {
  const person = personOf(context);
  const why = whyNotOperate(person);
  if (why === undefined) return person;
  throw new RequestRefused(403, {
    code: 'operators-only',
    message: why,
    hint: '`operators:` in shipchart.yaml names the groups that may.',
  });
}

/** The project that a request names, or the only one. @throws RequestRefused 404 */
export function projectOf({ projects }: Pick<Services, 'projects'>, named: string | undefined): string {
  const found = named === undefined ? projects[0] : projects.find(({ name }) => name === named);
  if (found) return found.name;
  throw new RequestRefused(404, {
    code: 'not-found',
    message: `There is no project ${named ?? ''}.`,
    hint: 'shipchart.yaml names it.',
  });
}
