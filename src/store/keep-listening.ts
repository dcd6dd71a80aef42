import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const AGAIN_MS = 1_000;
/** A connection that a network dropped without a word is found out by asking. */
const ASK_MS = 10_000;
const ANSWER_MS = 5_000;

/**
 * Hears what is sent to a channel, over a connection of its own that is made again whenever it is lost; `missed` is called each time it is back.
 * The answer ends it. @throws the database's error where the first connection fails
 */
export async function keepListening(
  connection: pg.ClientConfig,
  channel: string,
  hear: (payload: string) => void,
  missed: () => void,
): Promise<() => Promise<void>> {
  const over = new AbortController();
  const connect = () => listenOnce({ ...connection, query_timeout: ANSWER_MS }, channel, hear);
  let current = await connect();

  async function stayConnected(): Promise<void> {
    while (!over.signal.aborted) {
      await current.lost;
      const next = await tryUntil(over.signal, connect);
      if (!next) return;
      current = next;
      missed();
    }
  }

  const staying = stayConnected();
  return async () => {
    over.abort();
    await current.end();
    await staying;
    // A connection may have been made meanwhile.
    await current.end();
  };
}

interface Listening {
  lost: Promise<void>;
  end(): Promise<void>;
}

async function listenOnce(
  config: pg.ClientConfig,
  channel: string,
  hear: (payload: string) => void,
): Promise<Listening> {
  const client = new pg.Client(config);
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
  // `end` follows; without a listener the error would end the process.
  client.on('error', () => {});
  client.on('notification', ({ payload }) => hear(payload ?? ''));
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    drop(client);
    throw error;
  }
  const asking = setInterval(() => void client.query('select 1').catch(() => drop(client)), ASK_MS);
  void lost.then(() => clearInterval(asking));
  return { lost, end: () => client.end().catch(() => {}) };
}

/** Not `end`, which waits for an answer. */
function drop(client: pg.Client): void {
  client.connection.stream.destroy();
}

async function tryUntil(over: AbortSignal, connect: () => Promise<Listening>): Promise<Listening | undefined> {
  while (!over.aborted) {
    try {
      return await connect();
    } catch {
      await pause(AGAIN_MS, undefined, { signal: over }).catch(() => {});
    }
  }
  return undefined;
}
