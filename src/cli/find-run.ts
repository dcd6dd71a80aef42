import type { Client } from '../api/client.ts';
import { Complaint } from './complaint.ts';

export const RUN_ARGUMENT_SUMMARY = 'The run: its id such as shop-12, its number, or `latest`';

/** Runs that are looked through for a number. */
const RUNS_LOOKED_THROUGH = 500;

/** The id of the run that a person means: an id as it is, a number, `latest`; without any, the newest. @throws Complaint where there is none */
export async function findRun(client: Client, meant = 'latest'): Promise<string> {
  if (meant === 'latest') {
    const [newest] = await client.runs(1);
    if (newest) return newest.id;
    throw new Complaint('There is no run yet.', 'Push a commit, or start one with `shipchart run`.');
  }
  if (!/^\d+$/.test(meant)) return meant;
  const runs = await client.runs(RUNS_LOOKED_THROUGH);
  const ids = runs.filter((run) => run.number === Number(meant)).map((run) => run.id);
  const [only] = ids;
  if (only === undefined) throw new Complaint(`There is no run number ${meant}.`, '`shipchart runs` lists them.');
  if (ids.length > 1) throw new Complaint(`${meant} may be ${ids.join(' or ')}.`, 'Name one of them.');
  return only;
}
