import type { Link } from '../../src/api/client.ts';
import type { Change, RunView } from '../../src/api/shapes.ts';

/** One run as the page knows it: the newest state that was told, and whether it is still being told. */
export interface RunLive {
  link: 'opening' | 'open' | 'lost';
  run: RunView | undefined;
}

export type RunNews =
  { type: 'link'; link: Link } | { type: 'change'; change: Change } | { type: 'answer'; run: RunView };

export const unknownRun: RunLive = { link: 'opening', run: undefined };

/**
 * The run after a piece of news. Every state is told whole and carries a version that only rises, so repeated and reordered news change
 * nothing, and the present state at the beginning of a new connection closes whatever gap the old one left.
 */
export function runAfter(live: RunLive, news: RunNews): RunLive {
  if (news.type === 'link') return { ...live, link: news.link.state };
  if (news.type === 'answer') return withRun(live, news.run);
  return news.change.type === 'run' ? withRun(live, news.change.run) : live;
}

function withRun(live: RunLive, run: RunView): RunLive {
  const known = live.run;
  if (known && (known.id !== run.id || known.version >= run.version)) return live;
  return { ...live, run };
}
