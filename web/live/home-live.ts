import type { Link } from '../../src/api/client.ts';
import type { Change, EnvironmentView, HomeView, InboxItem, RunSummary, RunView } from '../../src/api/shapes.ts';

/** More would only make a page that stays open for weeks slow. */
const RUNS_LIMIT = 50;
const INBOX_LIMIT = 100;

/**
 * What the home page knows: the view as last loaded, and over it what was told since the present connection opened. The view is loaded anew
 * after each opening; what was told meanwhile is newer than any answer to that, so it stays on top, and no change can be lost between.
 */
export interface HomeLive {
  link: 'opening' | 'open' | 'lost';
  loaded: HomeView | undefined;
  told: Told;
  /** Runs in flight with all their steps, as last told. */
  views: Readonly<Record<string, RunView>>;
}

interface Told {
  runs: Readonly<Record<string, RunSummary>>;
  environments: Readonly<Record<string, EnvironmentView>>;
  inbox: Readonly<Record<string, InboxItem>>;
}

export type HomeNews =
  { type: 'link'; link: Link } | { type: 'change'; change: Change } | { type: 'loaded'; home: HomeView };

const nothing: Told = { runs: {}, environments: {}, inbox: {} };
export const unknownHome: HomeLive = { link: 'opening', loaded: undefined, told: nothing, views: {} };

export function homeAfter(live: HomeLive, news: HomeNews): HomeLive {
  if (news.type === 'loaded') return { ...live, loaded: news.home };
  if (news.type === 'change') {
    const { change } = news;
    const views = change.type === 'run' ? viewsAfter(live.views, change.run) : live.views;
    return { ...live, told: toldAfter(live.told, change), views };
  }
  if (news.link.state === 'lost') return { ...live, link: 'lost' };
  const loaded = homeOf(live);
  return { ...live, link: 'open', loaded, told: loaded ? nothing : live.told };
}

/** The home page as it stands; undefined before it was first loaded. Runs and inbox newest first. */
export function homeOf({ loaded, told }: HomeLive): HomeView | undefined {
  if (!loaded) return undefined;
  const runs = overlaid(loaded.runs, told.runs, (run) => run.id);
  const inbox = overlaid(loaded.inbox, told.inbox, (item) => String(item.id));
  return {
    projects: loaded.projects.map((project) => ({
      ...project,
      environments: project.environments.map((known) => told.environments[known.name] ?? known),
    })),
    runs: runs.sort((a, b) => b.startedAt - a.startedAt).slice(0, RUNS_LIMIT),
    inbox: inbox.sort((a, b) => b.at - a.at || b.id - a.id).slice(0, INBOX_LIMIT),
  };
}

function viewsAfter(views: HomeLive['views'], run: RunView): HomeLive['views'] {
  const { [run.id]: _before, ...others } = views;
  return run.phase === 'ended' ? others : { ...others, [run.id]: run };
}

function toldAfter(told: Told, change: Change): Told {
  switch (change.type) {
    case 'run':
      return { ...told, runs: { ...told.runs, [change.run.id]: change.run } };
    case 'environment':
      return { ...told, environments: { ...told.environments, [change.environment.name]: change.environment } };
    case 'inbox':
      return { ...told, inbox: { ...told.inbox, [String(change.item.id)]: change.item } };
  }
}

function overlaid<Item>(
  loaded: readonly Item[],
  told: Readonly<Record<string, Item>>,
  id: (item: Item) => string,
): Item[] {
  return Object.values({ ...Object.fromEntries(loaded.map((item) => [id(item), item])), ...told });
}
