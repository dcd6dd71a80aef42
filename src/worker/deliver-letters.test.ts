import { afterEach, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { storeForFile } from '../../test/support/store.ts';
import type { Json } from '../lib/json.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Letter, Medium } from '../ports/medium.ts';
import { deliverLetters } from './deliver-letters.ts';

const given = storeForFile();
let stop = async () => {};
afterEach(() => stop());

test('letters go out as soon as they are kept, in order, beneath the first of their conversation', async () => {
  const slack = mediumOf('slack');
  start([slack]);
  await post('slack', 'ann', ['1', '2', '3']);
  await eventually(() => slack.took.length === 3);
  expect(slack.took.map(({ key }) => key)).toEqual(['1', '2', '3']);
  expect(slack.took.map(({ thread }) => thread)).toEqual([undefined, { first: '1' }, { first: '1' }]);
});

test('a medium that is down delays no other, and is caught up in order', async () => {
  const [mail, pager] = [mediumOf('mail'), mediumOf('pager')];
  mail.failing = new WorldFailure({ code: 'down', message: 'Down.', hint: 'Wait.', retry: true });
  start([mail, pager]);
  await post('mail', 'bo', ['1', '2']);
  await post('pager', 'bo', ['3']);
  await eventually(() => pager.took.length === 1);
  const [troubled] = await eventually(async () => {
    const letters = await given.store.troubledLetters(10);
    return letters.length > 0 && letters;
  });
  expect(troubled).toMatchObject({ medium: 'mail', key: '1', lastError: 'Down. Wait.' });
  mail.failing = undefined;
  await eventually(() => mail.took.length === 2);
  expect(mail.took.map(({ key }) => key)).toEqual(['1', '2']);
});

test('what a medium refuses for good does not stop what comes after', async () => {
  const chat = mediumOf('chat');
  chat.refuses = (key) => key === '1';
  start([chat]);
  await post('chat', 'cy', ['1', '2']);
  await eventually(() => chat.took.length > 0);
  expect(chat.took.map(({ key }) => key)).toEqual(['2']);
});

test('ending it ends what is under way, which counts as no failure', async () => {
  let begun = false;
  const hanging: Medium = {
    name: 'next',
    examine: async () => 'here',
    deliver: (_letter, signal) =>
      new Promise((_resolve, reject) => {
        begun = true;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  start([hanging]);
  await post('next', 'di', ['1']);
  await eventually(() => begun);
  await stop();
  expect(await given.store.troubledLetters(10)).not.toContainEqual(expect.objectContaining({ medium: 'next' }));
});

function start(media: readonly Medium[]): void {
  stop = deliverLetters({
    store: given.store,
    media,
    now: Date.now,
    jitter: () => 0,
    reportBug: (error) => {
      throw error;
    },
  });
}

async function post(medium: string, recipient: string, keys: readonly string[]): Promise<void> {
  const letters = keys.map((key) => ({ medium, recipient, key, conversation: 'shop-7', message: { say: key } }));
  await given.store.addToOutbox(letters, Date.now());
}

function mediumOf(name: string) {
  const medium = {
    name,
    took: [] as Letter[],
    failing: undefined as WorldFailure | undefined,
    refuses: (_key: string) => false,
    examine: async () => 'here',
    deliver: async (letter: Letter): Promise<Json> => {
      if (medium.failing) throw medium.failing;
      if (medium.refuses(letter.key)) throw new WorldFailure({ code: 'no', message: 'No.', hint: '', retry: false });
      medium.took.push(letter);
      return { first: letter.key };
    },
  };
  return medium;
}
