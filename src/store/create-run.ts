import { newRun } from '../engine/new-run.ts';
import type { Proposal, Run } from '../engine/run.ts';
import { documentHash, keepDocument, type Deliveries } from './documents.ts';
import { takeTurn, type RunTurn } from './run-turn.ts';
import { asStored } from './stored.ts';
import type { Writing } from './write.ts';

/** What is known of a run before it starts. */
export interface RunFacts extends Pick<Run, 'project' | 'commit' | 'ref' | 'startedBy' | 'purpose'> {
  /** Names what caused the run, per project: the same cause, told twice, gives the same run. */
  dedupe?: string;
  /** Of check runs. */
  proposed?: ProposedDocument;
}

/** A document that is kept to be shown, with what is wrong with it. */
export interface ProposedDocument extends Omit<Proposal, 'document'> {
  document?: { fileName: string; text: string };
}

/** Allots the project's next number and starts the run; a cause that started one before gives that one. */
export async function createRun(
  writing: Writing,
  deliveries: Deliveries,
  facts: RunFacts,
  document: { fileName: string; text: string },
): Promise<Run> {
  const { dedupe, proposed, ...known } = facts;
  const number = await nextNumber(writing, facts.project);
  const existing = dedupe === undefined ? undefined : await findByCause(writing, facts.project, dedupe);
  if (existing) return existing;
  const stored = { ...document, hash: documentHash(document.text) };
  const delivery = deliveries.ofDocument(stored);
  await keepDocument(writing.sql, stored);
  const first = asStored({
    id: `${facts.project}-${number}`,
    ...known,
    number,
    document: stored.hash,
    startedAt: writing.now,
    ...(proposed ? { proposal: await keepProposal(writing, proposed) } : {}),
  });
  const turn: RunTurn = { delivery, run: asStored(newRun(delivery, first)), version: 0, events: [] };
  await insert(writing, turn.run, first, dedupe);
  await takeTurn(writing, turn, { type: 'started' });
  return turn.run;
}

async function keepProposal({ sql }: Writing, { document, ...proposal }: ProposedDocument): Promise<Proposal> {
  if (!document) return proposal;
  const hash = documentHash(document.text);
  await keepDocument(sql, { ...document, hash });
  return { ...proposal, document: hash };
}

/** Locks the project, so that numbers have no gaps and a cause is looked up after whoever came first. */
async function nextNumber({ sql }: Writing, project: string): Promise<number> {
  await sql.query('insert into projects (name, last_number) values ($1, 0) on conflict do nothing', [project]);
  const [row] = await sql.query<{ number: number }>(
    'select last_number + 1 as number from projects where name = $1 for update',
    [project],
  );
  if (!row) throw new Error(`project ${project} could not be made`);
  return row.number;
}

async function findByCause({ sql }: Writing, project: string, dedupe: string): Promise<Run | undefined> {
  const [row] = await sql.query<{ state: Run }>('select state from runs where project = $1 and dedupe = $2', [
    project,
    dedupe,
  ]);
  return row?.state;
}

async function insert({ sql, now }: Writing, run: Run, facts: object, dedupe: string | undefined): Promise<void> {
  await sql.query('update projects set last_number = $2 where name = $1', [run.project, run.number]);
  await sql.query(
    `insert into runs (id, project, number, dedupe, commit_id, ref, document, phase, started_at, facts, state, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`,
    [
      run.id,
      run.project,
      run.number,
      dedupe ?? null,
      run.commit.id,
      run.ref,
      run.document,
      run.phase,
      now,
      JSON.stringify(facts),
      JSON.stringify(run),
    ],
  );
}
