import type { Link } from '../../api/client.ts';
import type { Change, InboxItem, RunView } from '../../api/shapes.ts';

/** Someone who is told how a run goes, in order. */
export interface RunWatcher {
  change(change: Change): void;
  link(link: Link): void;
  /** Nothing comes after this: the run ended, or the person stopped following. */
  end(last: RunView | undefined, interrupted: boolean): void;
}

/** What reached the inbox about this run. */
export function inboxOf(change: Change, runId: string): InboxItem | undefined {
  return change.type === 'inbox' && change.item.runId === runId ? change.item : undefined;
}
