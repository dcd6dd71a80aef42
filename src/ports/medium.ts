import type { Json } from '../lib/json.ts';
import type { Notice } from './notifier.ts';
import type { Incident } from './pager.ts';

/** A way to reach people who don't look here: chat, mail, a pager. */
export interface Medium {
  /** As `shipchart.yaml` names it: `slack`. */
  readonly name: string;
  /**
   * Hands over one letter, and gives what later letters of the same conversation need to be shown beneath it. Letters to one recipient come
   * one at a time and in order. A repeat has the same key, after a crash only; it may reach people twice where the medium can't tell.
   * @throws WorldFailure with `retry` where the same letter may go through later; without, where it never will
   */
  deliver(letter: Letter, signal: AbortSignal): Promise<Json>;
  /**
   * Whether letters would go through, without anybody hearing of it: what answers, in a few words.
   * @throws WorldFailure with what is missing
   */
  examine(): Promise<string>;
}

export interface Letter {
  /** Idempotency key. */
  key: string;
  /** Whom the medium reaches: a channel, a person's address there. */
  recipient: string;
  message: Message;
  /** What the conversation's first letter to this recipient gave; absent: this is the first. */
  thread?: Json;
}

/** What is said. All of one run are one conversation. */
export type Message =
  | { type: 'notice'; notice: Notice }
  | { type: 'incident'; incident: Incident }
  /** Somebody looks after an incident, or it is over; the key is the incident's. */
  | { type: 'incident-moved'; incident: string; move: 'acknowledged' | 'resolved'; notice: Notice }
  /** A release has all of an environment's traffic. */
  | { type: 'rolled-out'; rollout: Rollout; notice: Notice };

/** What changed, for those who look for causes later. */
export interface Rollout {
  environment: string;
  /** `shop@3f9c2ab` */
  release: string;
  commit: string;
  /** Milliseconds since 1970. */
  at: number;
}
