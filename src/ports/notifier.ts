/** Tells people. At least once: a repeat with the same key may reach them twice where the medium can't tell. */
export interface Notifier {
  /** @throws WorldFailure with `retry` where the medium is down */
  send(notice: Notice): Promise<void>;
}

export interface Notice {
  /** Idempotency key. */
  key: string;
  /** What it is about, the same for each repeat: a channel may want to hear it once in a while only. */
  topic?: string;
  project: string;
  runId: string;
  /** `author`, a person's name, or a channel (`#deploys`). */
  to: readonly string[];
  tone: 'good' | 'bad' | 'neutral';
  /** One line. */
  title: string;
  /** Plain text, a few lines. */
  body: string;
  /** Address of the page that shows it. */
  link: string;
  /** A review that waits: who reads this may answer it where the medium has buttons, else on the page behind `link`. */
  question?: { node: string };
}
