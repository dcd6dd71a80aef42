import type { Letter, Medium, Message } from '../ports/medium.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { LetterEnd, TakenLetter } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';

/** One delivery may take this long; well below the time after which the store takes the postman for dead. */
const DELIVERY_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 5 * 60_000;
/** About a day of pauses: a medium that is down over night is caught up in the morning. */
const TRIES_MAX = 300;
/** Looks at least this often: what no notice told of waits no longer. */
const LOOK_MS = 30_000;
const ERROR_CHARACTERS_MAX = 500;

export interface Postman {
  store: Pick<Store, 'takeLetters' | 'endLetter' | 'nextLetterDue' | 'onChange'>;
  media: readonly Medium[];
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1, so that many letters to one medium don't come back in step. */
  jitter(): number;
  reportBug(error: unknown, about: string): void;
}

/**
 * Hands the outbox's letters to their media: each recipient's in order and one at a time, different recipients' side by side, so that a medium
 * that is down delays nothing else. The answer ends it and waits for what is under way.
 */
export function deliverLetters(postman: Postman): () => Promise<void> {
  const { store, media } = postman;
  if (media.length === 0) return async () => {};
  const over = new AbortController();
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  const look = async () => {
    while (again && !over.signal.aborted) {
      again = false;
      const waitMs = await takeDue();
      clearTimeout(timer);
      if (!over.signal.aborted) timer = setTimeout(nudge, waitMs);
    }
  };
  const nudge = () => {
    again = true;
    looking ??= look()
      .catch((error: unknown) => postman.reportBug(error, 'looking for letters'))
      .finally(() => {
        looking = undefined;
        if (again && !over.signal.aborted) nudge();
      });
  };
  const takeDue = async () => {
    const names = media.map(({ name }) => name);
    try {
      for (const letter of await store.takeLetters(names, postman.now())) {
        const done = deliver(postman, letter, over.signal).finally(() => {
          underWay.delete(done);
          nudge();
        });
        underWay.add(done);
      }
      const due = await store.nextLetterDue(names);
      const waitMs = due === undefined ? LOOK_MS : due - postman.now();
      // What is due and not taken is in somebody's hands, who will look again.
      return waitMs <= 0 ? LOOK_MS : Math.min(waitMs, LOOK_MS);
    } catch (error) {
      if (!over.signal.aborted) postman.reportBug(error, 'looking for letters');
      return LOOK_MS;
    }
  };

  const deaf = store.onChange((change) => change.type === 'outbox' && nudge());
  nudge();
  return async () => {
    over.abort();
    deaf();
    clearTimeout(timer);
    await looking;
    await Promise.all(underWay);
  };
}

async function deliver(postman: Postman, letter: TakenLetter, over: AbortSignal): Promise<void> {
  const end = await attempt(postman, letter, over);
  // Ended by us, not by the medium: it stays taken until the store gives it to the next.
  if (end === undefined) return;
  await postman.store
    .endLetter(letter, end)
    .catch((error: unknown) => over.aborted || postman.reportBug(error, `the end of letter ${letter.id}`));
}

async function attempt(postman: Postman, letter: TakenLetter, over: AbortSignal): Promise<LetterEnd | undefined> {
  const medium = postman.media.find(({ name }) => name === letter.medium);
  if (!medium) throw new Error(`a letter for ${letter.medium} was taken, which is not here`);
  const signal = AbortSignal.any([over, AbortSignal.timeout(DELIVERY_MS)]);
  try {
    return { state: 'delivered', reference: await medium.deliver(openLetter(letter), signal) };
  } catch (error) {
    if (over.aborted) return undefined;
    return afterFailure(postman, letter, error);
  }
}

function openLetter({ key, recipient, message, thread, quieted }: TakenLetter): Letter {
  const said = countQuiet(message as unknown as Message, quieted);
  return { key, recipient, message: said, ...(thread === null ? {} : { thread }) };
}

function countQuiet(message: Message, quieted: number): Message {
  if (quieted === 0 || message.type !== 'notice') return message;
  const { notice } = message;
  const body = [notice.body, `${quieted} more like it since the last message here.`].filter((line) => line !== '');
  return { type: 'notice', notice: { ...notice, body: body.join('\n') } };
}

function afterFailure(postman: Postman, letter: TakenLetter, error: unknown): LetterEnd {
  const known = error instanceof WorldFailure;
  if (!known) postman.reportBug(error, `letter ${letter.id} to ${letter.medium}`);
  const told = (known ? `${error.message} ${error.hint}` : 'Shipchart met a bug of its own.').slice(
    0,
    ERROR_CHARACTERS_MAX,
  );
  if ((known && !error.retry) || letter.failures + 1 >= TRIES_MAX) return { state: 'refused', error: told };
  const asked = known ? (error.retryAfterMs ?? 0) : 0;
  return { state: 'waiting', error: told, due: postman.now() + Math.max(asked, pauseMs(letter, postman.jitter())) };
}

/** Doubles up to five minutes, give or take a quarter. */
function pauseMs({ failures }: TakenLetter, jitter: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, PAUSE_MAX_MS) * (0.75 + jitter / 2);
}
