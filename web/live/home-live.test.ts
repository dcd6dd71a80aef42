import { expect, test } from 'vitest';
import type { EnvironmentView, HomeView, InboxItem } from '../../src/api/shapes.ts';
import { homeAfter, homeOf, unknownHome, type HomeLive, type HomeNews } from './home-live.ts';
import { runView } from './testing.ts';

const opened: HomeNews = { type: 'link', link: { state: 'open' } };
const lost: HomeNews = { type: 'link', link: { state: 'lost', failures: 1 } };
const loaded = (home: Partial<HomeView> = {}): HomeNews => ({
  type: 'loaded',
  home: { projects: [], runs: [], inbox: [], ...home },
});
const ran = (id: string, phase: 'running' | 'ended', startedAt = 1): HomeNews => ({
  type: 'change',
  change: { type: 'run', run: runView({ id, phase, startedAt }) },
});

function after(...news: HomeNews[]): HomeLive {
  return news.reduce(homeAfter, unknownHome);
}

test('what was told while the page loads is newer than what it loads', () => {
  const home = homeOf(
    after(opened, ran('shop-1', 'ended'), loaded({ runs: [runView({ id: 'shop-1', phase: 'running' })] })),
  );
  expect(home?.runs.map((run) => run.phase)).toEqual(['ended']);
});

test('what happened while the connection was lost is in the view that is loaded after it', () => {
  const before = after(opened, loaded(), ran('shop-1', 'running'), lost);
  expect(before.link).toBe('lost');
  expect(homeOf(before)?.runs[0]?.phase).toBe('running');
  const reopened = homeAfter(before, opened);
  expect(homeOf(reopened)?.runs[0]?.phase, 'nothing vanishes until the new view is there').toBe('running');
  const back = homeAfter(reopened, loaded({ runs: [runView({ id: 'shop-1', phase: 'ended' })] }));
  expect(homeOf(back)?.runs[0]?.phase).toBe('ended');
});

test('runs and inbox are newest first, and nothing is there twice', () => {
  const item = (id: number, at: number): InboxItem => ({
    id,
    at,
    kind: 'notice',
    runId: 'r',
    to: [],
    tone: 'good',
    title: '',
    body: '',
    evidence: [],
  });
  const live = after(
    opened,
    loaded({ runs: [runView({ id: 'a', startedAt: 1 })], inbox: [item(1, 10)] }),
    ran('c', 'running', 3),
    ran('b', 'running', 2),
    { type: 'change', change: { type: 'inbox', item: item(2, 20) } },
    { type: 'change', change: { type: 'inbox', item: item(1, 10) } },
  );
  expect(homeOf(live)?.runs.map((run) => run.id)).toEqual(['c', 'b', 'a']);
  expect(homeOf(live)?.inbox.map((each) => each.id)).toEqual([2, 1]);
});

test('an environment changes in its place', () => {
  const environment = (name: string, more: Partial<EnvironmentView> = {}): EnvironmentView => ({
    name,
    bad: [],
    queue: [],
    ...more,
  });
  const projects = [{ name: 'shop', environments: [environment('staging'), environment('production')] }];
  const locked = environment('production', { lock: { owner: 'ada', reason: 'freeze' } });
  const live = after(opened, loaded({ projects }), {
    type: 'change',
    change: { type: 'environment', environment: locked },
  });
  expect(homeOf(live)?.projects[0]?.environments).toEqual([environment('staging'), locked]);
});

test('the steps of runs in flight are kept over a lost connection, and let go at the end', () => {
  const flying = after(opened, loaded(), ran('shop-1', 'running'), lost, opened);
  expect(Object.keys(flying.views)).toEqual(['shop-1']);
  expect(homeAfter(flying, ran('shop-1', 'ended')).views).toEqual({});
});
