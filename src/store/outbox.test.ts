import { describe, expect, test } from 'vitest';
import { onEveryDatabase } from '../../test/support/store.ts';
import type { NewLetter } from './letter.ts';

const NOW = 1_700_000_000_000;

onEveryDatabase((given) => {
  describe('the outbox', () => {
    test('gives each recipient its letters in order, one at a time', async () => {
      const { store } = given;
      const media = ['order'];
      await store.addToOutbox(
        [letter('order', 'ann', '1'), letter('order', 'bo', '1'), letter('order', 'ann', '2')],
        NOW,
      );
      const taken = await store.takeLetters(media, NOW);
      expect(taken.map(({ recipient, key }) => `${recipient} ${key}`).sort()).toEqual(['ann 1', 'bo 1']);
      expect(await store.takeLetters(media, NOW)).toEqual([]);
      const ann = taken.find(({ recipient }) => recipient === 'ann');
      if (!ann) throw new Error('no letter for ann');
      await store.endLetter(ann, { state: 'delivered', reference: { ts: '1' } });
      const [second] = await store.takeLetters(media, NOW);
      expect(second).toMatchObject({ recipient: 'ann', key: '2', thread: { ts: '1' } });
    });

    test('keeps one letter of a key, for each medium and recipient', async () => {
      const { store } = given;
      await store.addToOutbox([letter('once', 'ann', 'k'), letter('once', 'bo', 'k')], NOW);
      await store.addToOutbox([letter('once', 'ann', 'k', 'another text')], NOW + 1);
      const taken = await store.takeLetters(['once'], NOW + 2);
      expect(taken.map(({ message }) => message)).toEqual([{ say: 'hello' }, { say: 'hello' }]);
    });

    test('a letter that failed holds back those behind it until it is due, and is shown', async () => {
      const { store } = given;
      await store.addToOutbox([letter('late', 'ann', '1'), letter('late', 'ann', '2')], NOW);
      const [first] = await store.takeLetters(['late'], NOW);
      if (!first) throw new Error('no letter');
      await store.endLetter(first, { state: 'waiting', error: 'down', due: NOW + 1_000 });
      expect(await store.takeLetters(['late'], NOW + 999)).toEqual([]);
      expect(await store.nextLetterDue(['late'])).toBe(NOW + 1_000);
      expect(await store.troubledLetters(10)).toMatchObject([{ key: '1', state: 'waiting', lastError: 'down' }]);
      expect(await store.takeLetters(['late'], NOW + 1_000)).toMatchObject([{ key: '1', failures: 1 }]);
    });

    test('a refused letter stays for people to see, and lets the next one pass', async () => {
      const { store } = given;
      await store.addToOutbox([letter('refused', 'ann', '1'), letter('refused', 'ann', '2')], NOW);
      const [first] = await store.takeLetters(['refused'], NOW);
      if (!first) throw new Error('no letter');
      await store.endLetter(first, { state: 'refused', error: 'no such channel' });
      expect(await store.takeLetters(['refused'], NOW)).toMatchObject([{ key: '2' }]);
      const troubled = await store.troubledLetters(10);
      expect(troubled.find(({ medium }) => medium === 'refused')).toMatchObject({ state: 'refused', key: '1' });
    });

    test('who took a letter long ago cannot end it any more', async () => {
      const { store } = given;
      await store.addToOutbox([letter('fence', 'ann', '1')], NOW);
      const [taken] = await store.takeLetters(['fence'], NOW);
      if (!taken) throw new Error('no letter');
      await store.endLetter({ ...taken, takings: taken.takings - 1 }, { state: 'delivered', reference: null });
      await store.endLetter(taken, { state: 'waiting', error: 'down', due: NOW });
      expect(await store.takeLetters(['fence'], NOW)).toMatchObject([{ key: '1' }]);
    });

    test('what a recipient just heard is kept quiet and counted; others hear it', async () => {
      const { store } = given;
      const about = (recipient: string, key: string) => ({
        ...letter('quiet', recipient, key),
        topic: 'shop:UNIT:fail',
        quietMs: 60_000,
      });
      await store.addToOutbox([about('#ci', '1')], NOW);
      await store.addToOutbox([about('#ci', '2'), about('#dev', '2')], NOW + 30_000);
      await store.addToOutbox([about('#ci', '3')], NOW + 59_000);
      await store.addToOutbox([about('#ci', '4')], NOW + 61_000);
      const told: string[] = [];
      const take = () => store.takeLetters(['quiet'], NOW + 62_000);
      for (let taken = await take(); taken.length > 0; taken = await take()) {
        for (const each of taken) {
          told.push(`${each.recipient} ${each.key} +${each.quieted}`);
          await store.endLetter(each, { state: 'delivered', reference: null });
        }
      }
      expect(told.sort()).toEqual(['#ci 1 +0', '#ci 4 +2', '#dev 2 +0']);
    });

    test('letters of media that are not here wait for them', async () => {
      const { store } = given;
      await store.addToOutbox([letter('pigeon', 'ann', '1')], NOW);
      expect(await store.takeLetters(['slack'], NOW)).toEqual([]);
      expect(await store.takeLetters(['pigeon'], NOW)).toHaveLength(1);
    });
  });
});

function letter(medium: string, recipient: string, key: string, say = 'hello'): NewLetter {
  return { medium, recipient, key, conversation: 'shop-7', message: { say } };
}
