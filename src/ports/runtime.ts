import type { Colour, Release } from './release.ts';

/** Starts, watches and stops releases in an environment's two colours. */
export interface Runtime {
  /**
   * Starts `release` in `colour` and returns at once; `status` tells when it is healthy. A repeat with the same release
   * changes nothing; another release in that colour is drained, stopped and replaced. Warm-up requests are sent before it counts as healthy.
   * @throws WorldFailure `image-missing`, `port-in-use`, `start-failed`
   */
  launch(environment: string, colour: Colour, release: Release): Promise<void>;
  /** What stands in `colour` now. */
  status(environment: string, colour: Colour): Promise<ColourStatus>;
  /** Waits for requests in flight (bounded), then stops what stands in `colour`. A repeat, or an empty colour, changes nothing. */
  retire(environment: string, colour: Colour): Promise<void>;
}

export type ColourStatus =
  | { state: 'empty' }
  | { state: 'starting'; release: Release }
  | { state: 'healthy'; release: Release; instances: number }
  /** `detail` holds what the health check or the process said last. */
  | { state: 'failed'; release: Release; detail: string };
