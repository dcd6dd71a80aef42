import type { VerdictState } from '../../verdict/state.ts';
import type { StepContext } from '../step.ts';
import type { Watch } from './watch.ts';

const STATE_BYTES_MAX = 1_000_000;

/** The judgement that an earlier step of this run ended with in this environment, where it watched the same release. */
export async function earlierState(context: StepContext, release: string): Promise<VerdictState | undefined> {
  const { earlier, ports, environment } = context;
  const before = earlier.findLast(
    ({ environment: of, output }) => of === environment?.name && (output as Partial<Kept> | undefined)?.judgement,
  );
  const output = before?.output as Partial<Kept> | undefined;
  if (output?.judgement === undefined || output.release !== release) return undefined;
  const bytes = await ports.blobs.read(output.judgement, 0, STATE_BYTES_MAX);
  return bytes.length === 0 ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as VerdictState);
}

/** What a step that watched hands on, as part of its output. */
type Kept = { judgement: string; release: string };

/** Keeps how the judgement ended for a later step. A repeat writes the same again. */
export async function keepState({ run, node, visit, ports }: StepContext, { state, release }: Watch): Promise<Kept> {
  const judgement = `runs/${run.id}/${node}/${visit}.judgement.json`;
  await ports.blobs.write(judgement, new TextEncoder().encode(JSON.stringify(state)));
  return { judgement, release };
}
