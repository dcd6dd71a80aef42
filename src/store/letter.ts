import type { Json } from '../lib/json.ts';

/** A letter on its way into the outbox. */
export interface NewLetter {
  medium: string;
  recipient: string;
  /** Of the same key only the first is kept, per medium and recipient. */
  key: string;
  conversation: string;
  message: Json;
  /** What it is about, for a recipient who wants repeats quiet. */
  topic?: string;
  /** Where the recipient was told of the same topic within this time, it is kept and not sent. */
  quietMs?: number;
}
