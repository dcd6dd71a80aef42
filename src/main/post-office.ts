import { createInbox } from '../integrations/local/inbox.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Pager } from '../ports/pager.ts';
import type { Store } from '../store/store.ts';
import { lanesOf, lanesOfIncident } from './audience.ts';
import type { Configuration } from './configuration.ts';
import { letters } from './herald.ts';

/**
 * Where steps leave what people are to hear: the inbox on the page, and a letter for each recipient outside. Both are kept at once and
 * delivered later, so a vendor that is down never holds a run.
 */
export function createPostOffice(
  configuration: Pick<Configuration, 'people' | 'integrations' | 'notify'>,
  store: Pick<Store, 'addToInbox' | 'addToOutbox' | 'openIncident'>,
  now: () => number,
): { notifier: Notifier; pager: Pager } {
  const inbox = createInbox((entry, key) => store.addToInbox(entry, key, entry.at), now);
  return {
    notifier: {
      send: async (notice) => {
        await inbox.notifier.send(notice);
        const lanes = lanesOf(notice.to, configuration);
        await store.addToOutbox(letters(configuration, lanes, { type: 'notice', notice }, notice), now());
      },
    },
    pager: {
      open: async (incident) => {
        const opened = await inbox.pager.open(incident);
        await store.openIncident(incident, now());
        const lanes = lanesOfIncident(configuration);
        await store.addToOutbox(letters(configuration, lanes, { type: 'incident', incident }, incident), now());
        return opened;
      },
    },
  };
}
