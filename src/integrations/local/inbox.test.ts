import { expect, test } from 'vitest';
import { createInbox, type InboxEntry } from './inbox.ts';

test('notices and incidents reach it under their own key', async () => {
  const kept: [InboxEntry, string][] = [];
  const { notifier, pager } = createInbox(
    async (entry, key) => void kept.push([entry, key]),
    () => 7,
  );
  const about = {
    project: 'shop',
    runId: 'shop-7',
    title: 'Lint failed',
    body: '3 problems',
    link: 'http://here.test',
  };
  await notifier.send({ ...about, key: 'n', to: ['ada', '#deploys'], tone: 'bad' });
  const evidence = [{ metric: 'errors', canary: 4 }];
  const opened = await pager.open({ ...about, key: 'i', environment: 'production', severity: 'critical', evidence });
  expect(opened).toEqual({ id: 'i' });
  const entry = { at: 7, runId: 'shop-7', tone: 'bad', title: 'Lint failed', body: '3 problems' };
  expect(kept).toEqual([
    [{ ...entry, kind: 'notice', to: ['ada', '#deploys'], evidence: [] }, 'n'],
    [{ ...entry, kind: 'incident', to: ['on-call'], evidence }, 'i'],
  ]);
});

test('what can not be kept is not taken for told', async () => {
  const { notifier, pager } = createInbox(
    async () => Promise.reject(new Error('disk full')),
    () => 7,
  );
  const about = { key: 'k', project: 'shop', runId: 'shop-7', title: '', body: '', link: '' };
  await expect(notifier.send({ ...about, to: ['ada'], tone: 'good' })).rejects.toThrow('disk full');
  await expect(pager.open({ ...about, environment: 'production', severity: 'info', evidence: [] })).rejects.toThrow(
    'disk full',
  );
});
