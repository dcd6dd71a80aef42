import type { Colour } from './release.ts';
import type { ColourStatus } from './runtime.ts';

/** What a host process tells of its own accord, so that nobody has to poll it. Sequence numbers only grow, across restarts of the host too. */
export type HostEvent = { sequence: number; at: number } & HostNews;

export type HostNews =
  /** A host began to live: whatever was known of the one before may have changed. */
  | { type: 'host-started' }
  /** More happened since the number asked for than the host remembers: look at everything again. */
  | { type: 'events-missed' }
  | { type: 'command-ended'; key: string }
  | { type: 'colour-changed'; environment: string; colour: Colour; state: ColourStatus['state'] }
  | { type: 'lease-expired'; environment: string };
