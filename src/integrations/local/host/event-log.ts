import type { HostEvent, HostNews } from '../../../ports/host-events.ts';

/** The host's news, numbered, with a memory for those who were away. */
export interface EventLog {
  tell(news: HostNews): void;
  /** Hands over every event after `after` that is remembered, then each new one, until the returned function is called. */
  follow(after: number, receive: (event: HostEvent) => void): () => void;
}

const REMEMBERED_EVENTS = 10_000;
/** Events of one life of a host, at most; the next life begins above. */
const EVENTS_PER_LIFE = 1_000_000_000;

/** `life` grows with each start of the host, so that numbers grow across restarts. */
export function createEventLog(life: number): EventLog {
  const first = life * EVENTS_PER_LIFE;
  const remembered: HostEvent[] = [];
  const followers = new Set<(event: HostEvent) => void>();
  let last = first;
  return {
    tell(news) {
      const event = { sequence: ++last, at: Date.now(), ...news };
      remembered.push(event);
      if (remembered.length > REMEMBERED_EVENTS) remembered.shift();
      for (const receive of followers) receive(event);
    },
    follow(after, receive) {
      const oldest = remembered[0]?.sequence ?? last + 1;
      const forgotten = oldest > first + 1 && after < oldest - 1;
      // A number from the future is another host's: its folder was copied or put back.
      const foreign = after > last;
      if (forgotten || foreign) receive({ sequence: oldest - 1, at: Date.now(), type: 'events-missed' });
      for (const event of remembered) if (foreign || event.sequence > after) receive(event);
      followers.add(receive);
      return () => void followers.delete(receive);
    },
  };
}
