import type { Json } from '../lib/json.ts';
import { createInbox } from '../integrations/local/inbox.ts';
import type { Message } from '../ports/medium.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Pager } from '../ports/pager.ts';
import type { Store } from '../store/store.ts';
import { lanesOf, lanesOfIncident, type Lane } from './audience.ts';
import type { Configuration } from './configuration.ts';

/**
 * Where steps leave what people are to hear: the inbox on the page, and a letter for each recipient outside. Both are kept at once and
 * delivered later, so a vendor that is down never holds a run.
 */
export function createPostOffice(
  configuration: Pick<Configuration, 'people' | 'integrations'>,
  store: Pick<Store, 'addToInbox' | 'addToOutbox'>,
  now: () => number,
): { notifier: Notifier; pager: Pager } {
  const inbox = createInbox((entry, key) => store.addToInbox(entry, key, entry.at), now);
  const post = (lanes: readonly Lane[], key: string, conversation: string, message: Message) =>
    store.addToOutbox(
      lanes.map((lane) => ({ ...lane, key, conversation, message: message as unknown as Json })),
      now(),
    );
  return {
    notifier: {
      send: async (notice) => {
        await inbox.notifier.send(notice);
        await post(lanesOf(notice.to, configuration), notice.key, notice.runId, { type: 'notice', notice });
      },
    },
    pager: {
      open: async (incident) => {
        const opened = await inbox.pager.open(incident);
        await post(lanesOfIncident(configuration), incident.key, incident.runId, { type: 'incident', incident });
        return opened;
      },
    },
  };
}
