import type { Json } from '../../lib/json.ts';
import type { Notice, Notifier } from '../../ports/notifier.ts';
import type { Incident, Pager } from '../../ports/pager.ts';

/** What stands in the inbox: on the page and in the terminal. */
export interface InboxEntry {
  kind: 'notice' | 'incident';
  at: number;
  runId: string;
  to: string[];
  tone: 'good' | 'bad' | 'neutral';
  title: string;
  body: string;
  evidence: Json[];
}

/** Where entries are kept. The same key is kept once. */
export type KeepEntry = (entry: InboxEntry, key: string) => Promise<void>;

/** Notices and incidents for who has no chat, mail or pager yet, through the same ports that those use. */
export function createInbox(keep: KeepEntry, now: () => number): { notifier: Notifier; pager: Pager } {
  return {
    notifier: { send: (notice) => keep(fromNotice(notice, now()), notice.key) },
    pager: {
      open: async (incident) => {
        await keep(fromIncident(incident, now()), incident.key);
        return { id: incident.key };
      },
    },
  };
}

function fromNotice({ runId, to, tone, title, body }: Notice, at: number): InboxEntry {
  return { kind: 'notice', at, runId, to: [...to], tone, title, body, evidence: [] };
}

function fromIncident({ runId, title, body, evidence }: Incident, at: number): InboxEntry {
  return { kind: 'incident', at, runId, to: ['on-call'], tone: 'bad', title, body, evidence: [...evidence] };
}
