import type { Json } from '../lib/json.ts';
import type { Ending, Run } from '../engine/run.ts';
import type { Message } from '../ports/medium.ts';
import type { Notice } from '../ports/notifier.ts';
import type { Herald } from '../store/herald.ts';
import type { IncidentMove, KeptIncident } from '../store/incident.ts';
import type { NewLetter } from '../store/letter.ts';
import { lanesOf, lanesOfIncident, lanesOfRollout, quietMsOf, type Lane } from './audience.ts';
import type { Configuration } from './configuration.ts';

type Known = Pick<Configuration, 'people' | 'integrations' | 'notify'>;
type LinkTo = (runId: string, node?: string) => string;

/** What people outside hear that no step of a chart tells them: the operator's rules, rollouts, and how incidents go on. */
export function createHerald(known: Known, linkTo: LinkTo): Herald {
  return {
    ended: (run) => tellEnding(known, linkTo, run),
    wentLive: (environment, { release }, at) => {
      const { id, runId, commit } = release;
      const project = runId.replace(/-\d+$/, '');
      const notice: Notice = {
        key: `${runId}:${environment}:live`,
        project,
        runId,
        to: [],
        tone: 'good',
        title: `${id} has all traffic of ${environment}`,
        body: '',
        link: linkTo(runId),
      };
      const rollout = { environment, release: id, commit, at };
      return letters(known, lanesOfRollout(known), { type: 'rolled-out', rollout, notice }, notice);
    },
    incidentMoved: (incident, move) => tellMove(known, incident, move),
  };
}

const BAD: ReadonlySet<Ending | undefined> = new Set(['failed', 'rolled back', 'rejected']);

function tellEnding(known: Known, linkTo: LinkTo, run: Run): NewLetter[] {
  const bad = BAD.has(run.ending);
  if (!bad && run.ending !== 'delivered') return [];
  const to = bad ? known.notify.failures : known.notify.deliveries;
  const notice: Notice = {
    key: `${run.id}:ended:${run.retries?.count ?? 0}`,
    topic: `${run.project}:${run.ending}`,
    project: run.project,
    runId: run.id,
    to: to.map((name) => (name === 'author' ? run.startedBy : name)),
    tone: bad ? 'bad' : 'good',
    title: `${run.id} is ${run.ending}: ${run.commit.subject}`,
    body: run.endingReason ?? '',
    link: linkTo(run.id),
  };
  return letters(known, lanesOf(notice.to, known), { type: 'notice', notice }, notice);
}

function tellMove(known: Known, incident: KeptIncident, move: IncidentMove): NewLetter[] {
  const over = move.type === 'resolved';
  const notice: Notice = {
    key: `${incident.key}:${move.type}`,
    project: incident.project,
    runId: incident.runId,
    to: [],
    tone: over ? 'good' : 'neutral',
    title: over ? `Over: ${incident.title}` : `${move.by} looks after it: ${incident.title}`,
    body: over ? `${move.reason} (${move.by}).` : '',
    link: incident.link,
  };
  return letters(
    known,
    lanesOfIncident(known),
    { type: 'incident-moved', incident: incident.key, move: move.type, notice },
    notice,
  );
}

/** One letter for each lane; a channel hears the same topic only once in a while. */
export function letters(
  known: Known,
  lanes: readonly Lane[],
  message: Message,
  { key, runId, topic }: { key: string; runId: string; topic?: string | undefined },
): NewLetter[] {
  return lanes.map((lane) => ({
    ...lane,
    key,
    conversation: runId,
    message: message as unknown as Json,
    ...(topic === undefined ? {} : { topic, quietMs: quietMsOf(lane, known) }),
  }));
}
