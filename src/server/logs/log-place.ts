import type { Context } from 'hono';
import type { Run } from '../../engine/run.ts';
import { notFound } from '../refused.ts';
import type { Services } from '../services.ts';

/** The log of one visit of a step. */
export interface LogPlace {
  run: Run;
  node: string;
  visit: number;
  /** The name of its blob. */
  name: string;
}

/** A request whose path has `:run` and `:node`. */
type Asked = { req: Pick<Context['req'], 'param' | 'query'> };

/** The log that a request names; without `?visit=` the latest. @throws RequestRefused 404 */
export async function logOf({ store }: Services, context: Asked): Promise<LogPlace> {
  const { run: id = '', node = '' } = context.req.param() as Readonly<Record<string, string>>;
  const run = await store.run(id);
  const state = run && Object.hasOwn(run.steps, node) ? run.steps[node] : undefined;
  if (!run || !state) throw notFound(`step ${node} in ${id}`, `\`shipchart show ${id}\` lists its steps.`);
  const visit = Number(context.req.query('visit') ?? state.visit);
  return { run, node, visit, name: `runs/${run.id}/${node}/${visit}.log` };
}
