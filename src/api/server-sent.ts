/** No event and no heartbeat for so long: the connection is dead though nobody said so. The server beats every 15 s. */
export const SILENCE_LIMIT_MS = 45_000;

/** The longest event that is taken: a run of the largest chart with all its evidence stays far below. */
const EVENT_LIMIT_CHARACTERS = 16_000_000;

/** An event: its data, and its id where it has one. */
export interface ServerSent {
  data: string;
  id: string | undefined;
}

/** Each server-sent event with data in a body, until it ends. @throws Error where it breaks off, falls silent, or an event is too long */
export async function* serverSent(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read());
      if (done) return;
      // A line may end in CR LF, CR or LF; a CR at a chunk's end may be half of a CR LF, so it waits.
      text = (text + decoder.decode(value, { stream: true })).replace(/\r\n|\r(?!$)/g, '\n');
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      if (text.length > EVENT_LIMIT_CHARACTERS)
        throw new Error(`an event of more than ${EVENT_LIMIT_CHARACTERS} characters`);
      for (const event of events) {
        const data = fieldOf(event, 'data');
        if (data !== undefined) yield { data, id: fieldOf(event, 'id') };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function fieldOf(event: string, name: 'data' | 'id'): string | undefined {
  const lines = event.split('\n').filter((line) => line.startsWith(`${name}:`));
  if (lines.length === 0) return undefined;
  return lines.map((line) => line.slice(name.length + 1).replace(/^ /, '')).join('\n');
}

async function beforeSilence<Read>(read: Promise<Read>): Promise<Read> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${SILENCE_LIMIT_MS} ms`)), SILENCE_LIMIT_MS);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}
