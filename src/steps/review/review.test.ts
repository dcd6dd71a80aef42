import { describe, expect, test } from 'vitest';
import type { Json } from '../../lib/json.ts';
import type { Signal } from '../../engine/run.ts';
import { COMMIT } from '../../../test/support/example-commit.ts';
import {
  contextOf,
  earlier,
  ends,
  NOW,
  production,
  releaseOf,
  slotOf,
  waits,
} from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import { reviewDeclaration } from './declaration.ts';
import { review } from './review.ts';

const SETTINGS = { by: 'seniors', count: 1, before: 'production', timeout: '24h' };
const DAY_MS = 24 * 3_600_000;
const MEMO = { deadline: NOW + DAY_MS, bound: { environment: 'production', document: 'd1' }, since: 0, undoes: null };

test('the reviewer sees everything since the live release, and why it was asked', async () => {
  const world = newWorld();
  world.environments['production'] = production({ live: slotOf('old', 'blue') });
  world.commits = [COMMIT];
  world.changedPaths = Array.from({ length: 250 }, (_, index) => `src/${index}.ts`);
  const rule = earlier('RULE', 'yes', { kind: 'approval-rule', reason: 'it touches payments' });
  const asked = waits(await review.start(contextOf(SETTINGS, { world, earlier: [rule] })));
  expect(asked).toMatchObject({ message: 'waits for 1 of seniors', wakeAt: NOW + DAY_MS });
  expect(asked.figures).toMatchObject({
    live: 'shop@old',
    filesInAll: 250,
    linesAdded: 500,
    linesRemoved: 250,
    why: 'it touches payments',
  });
  expect((asked.figures as { files: unknown[] }).files).toHaveLength(200);
});

test('one approval of somebody else in the group is enough', async () => {
  const end = ends(await after([answer('bob', 'approved', 'ship it')]));
  expect(end).toMatchObject({ outcome: 'approved', reason: 'approved by bob: ship it', output: { by: ['bob'] } });
});

test('the starter, a stranger and nobody count for nothing, whichever way their answer came', async () => {
  const { by: _, ...nobody } = answer('bob', 'approved');
  const answers = [answer('ada', 'approved'), answer('mallory', 'approved'), nobody, answer('mallory', 'rejected')];
  expect(waits(await after(answers)).message).toBe('waits for 1 of seniors');
});

test('where two are asked for, the same person twice is one', async () => {
  const two = { ...SETTINGS, count: 2 };
  const one = waits(await after([answer('bob', 'approved'), answer('bob', 'approved')], two));
  expect(one.message).toBe('waits for 1 of seniors');
  const end = ends(await after([answer('bob', 'approved'), answer('eve', 'approved')], two));
  expect(end).toMatchObject({ outcome: 'approved', output: { by: ['bob', 'eve'] } });
});

test('one rejection rejects, before and after approvals', async () => {
  const answers = [answer('bob', 'approved'), answer('eve', 'rejected', 'not on a Friday')];
  for (const signals of [answers, answers.toReversed()]) {
    const end = ends(await after(signals, { ...SETTINGS, count: 2 }));
    expect(end).toMatchObject({ outcome: 'rejected', reason: 'rejected by eve: not on a Friday' });
  }
});

test('unanswered in time it is rejected, and not a moment earlier', async () => {
  waits(await after([], SETTINGS, NOW + DAY_MS - 1));
  const end = ends(await after([], SETTINGS, NOW + DAY_MS));
  expect(end).toMatchObject({ outcome: 'rejected', reason: 'nobody in seniors answered within 24h' });
});

test('an answer that came in time counts after the deadline too', async () => {
  expect(ends(await after([answer('bob', 'approved')], SETTINGS, NOW + DAY_MS)).outcome).toBe('approved');
});

test('who may answer is said once, for the page, the command line and the server', () => {
  const why = (name: string, groups: string[]) =>
    reviewDeclaration.whyNotAnswer?.(SETTINGS, { name, groups, startedBy: 'ada' });
  expect(why('bob', ['seniors'])).toBeUndefined();
  expect(why('bob', ['juniors'])).toBe('bob is not in seniors.');
  expect(why('ada', ['seniors'])).toMatch('nobody reviews their own');
  expect(why('ada', [])).toMatch('nobody reviews their own');
});

test('where nobody here knows who started a run, it may be anybody’s own: they may reject it, and not let it pass', () => {
  const why = (decision: 'approved' | 'rejected') =>
    reviewDeclaration.whyNotAnswer?.(SETTINGS, {
      name: 'bob',
      groups: ['seniors'],
      startedBy: 'octocat@github',
      answer: { decision, acceptsOutdated: false },
    });
  expect(why('approved')).toMatch('nobody here is known as octocat@github');
  expect(why('rejected')).toBeUndefined();
});

describe('an approval', () => {
  test('binds the release, the document and what is live', async () => {
    const world = newWorld();
    world.groups['seniors'] = ['bob'];
    world.environments['production'] = production({ live: slotOf('old', 'blue') });
    world.ancestors.add(`old ${COMMIT.id}`);
    const release = releaseOf('new', 'shop-7');
    const asked = waits(await review.start(contextOf(SETTINGS, { world, release })));
    const signals = [answer('bob', 'approved')];
    const end = ends(await review.check(contextOf(SETTINGS, { world, release, signals, memo: asked.memo })));
    expect(end.bound).toEqual({
      environment: 'production',
      document: 'd1',
      live: 'shop=sha256:old',
      release: 'shop=sha256:new',
    });
  });

  test('of what is no longer so counts for nothing: it is shown and asked anew', async () => {
    const world = newWorld();
    world.groups['seniors'] = ['bob'];
    const asked = waits(await review.start(contextOf(SETTINGS, { world })));
    world.environments['production'] = production({ live: slotOf('other', 'blue') });
    const signals = [answer('bob', 'approved')];
    const again = waits(await review.check(contextOf(SETTINGS, { world, signals, memo: asked.memo })));
    expect(asked.figures).toMatchObject({ again: null });
    expect(again.figures).toMatchObject({
      live: 'shop@other',
      again: 'Asked again while it waited: what is live in production is another release since.',
    });
    expect(waits(await review.check(contextOf(SETTINGS, { world, signals, memo: again.memo }))).kind).toBe('waiting');
    const later = [...signals, { ...answer('bob', 'approved', '', true), at: NOW + 1 }];
    expect(ends(await review.check(contextOf(SETTINGS, { world, signals: later, memo: again.memo }))).outcome).toBe(
      'approved',
    );
  });

  test('is kept by a retry as long as what it was given for is the same', async () => {
    const world = newWorld();
    const release = releaseOf('new', 'shop-7');
    const bound = { environment: 'production', document: 'd1', release: 'shop=sha256:new' };
    const kept = { visit: 1, attempt: 1, outcome: 'approved', reason: 'approved by bob', bound };
    const end = ends(await review.start(contextOf(SETTINGS, { world, release, kept })));
    expect(end).toMatchObject({ outcome: 'approved', reason: 'kept: approved by bob', bound });
    for (const other of [
      contextOf(SETTINGS, { world, release: releaseOf('newer', 'shop-7'), kept }),
      contextOf(SETTINGS, { world, release, kept: { ...kept, bound: { ...bound, document: 'd0' } } }),
      contextOf(SETTINGS, { world, release, kept: { ...kept, outcome: 'rejected' } }),
    ])
      waits(await review.start(other));
    const reopened = contextOf(SETTINGS, { world, release, kept: { ...kept, bound: { ...bound, live: 'shop=old' } } });
    expect(waits(await review.start(reopened)).figures).toMatchObject({
      again:
        'Asked again, since the approval does not hold any more (approved by bob): what is live in production is another release since.',
    });
  });

  test('of what would undo the live release must say so', async () => {
    const world = newWorld();
    world.groups['seniors'] = ['bob', 'eve'];
    world.environments['production'] = production({ live: slotOf('elsewhere', 'blue') });
    const asked = waits(await review.start(contextOf(SETTINGS, { world })));
    expect(asked.figures).toMatchObject({ undoes: 'shop@elsewhere' });
    const why = reviewDeclaration.whyNotAnswer?.(SETTINGS, {
      name: 'bob',
      groups: ['seniors'],
      startedBy: 'ada',
      answer: { decision: 'approved', acceptsOutdated: false },
      ...(asked.figures === undefined ? {} : { figures: asked.figures }),
    });
    expect(why).toMatch('it would undo shop@elsewhere');
    const after = (data: object) =>
      review.check(
        contextOf(SETTINGS, {
          world,
          memo: asked.memo,
          signals: [{ ...answer('bob', 'approved'), data: data as Json }],
        }),
      );
    waits(await after({ decision: 'approved', comment: '', acceptsOutdated: false }));
    const end = ends(await after({ decision: 'approved', comment: '', acceptsOutdated: true }));
    expect(end.bound).toMatchObject({ live: 'shop=sha256:elsewhere', acceptsOutdated: true });
    expect(end.reason).toContain('accepted that shop@elsewhere is undone');
  });
});

function answer(by: string, decision: 'approved' | 'rejected', comment = '', acceptsOutdated = false): Signal {
  return { name: 'answer', at: NOW, by, data: { decision, comment, acceptsOutdated } };
}

function after(signals: Signal[], settings = SETTINGS, now = NOW) {
  const world = newWorld();
  world.groups['seniors'] = ['ada', 'bob', 'eve'];
  return review.check(contextOf(settings, { world, signals, now, memo: MEMO }));
}
