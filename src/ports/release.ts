/** One of an environment's two slots. */
export type Colour = 'blue' | 'green';

/** What an environment holds: service → image digest, with where it came from. */
export interface Release {
  /** Stable short name, for example `shop@3f9c2ab`. */
  id: string;
  /** Service name → image digest (`sha256:…`). */
  services: Readonly<Record<string, string>>;
  commit: string;
  runId: string;
}

/** Share of requests per colour in percent; the two add up to 100, or both are 0 before the first release. */
export type Weights = Readonly<Record<Colour, number>>;
