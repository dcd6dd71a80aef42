import type { Colour, Weights } from '../../../ports/release.ts';
import type { ColourStatus } from '../../../ports/runtime.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import type { Lease } from './state-file.ts';

/** All that the host knows of an environment, for people and pages. */
export interface EnvironmentDescription {
  name: string;
  /** Without the variables, which may hold secrets. */
  settings: Omit<EnvironmentSettings, 'variables'>;
  /** Missing where it could not listen; `problem` says why. */
  port?: number;
  /** For example `http://127.0.0.1:8080`. */
  address?: string;
  cdnPort?: number;
  cdnAddress?: string;
  weights: Weights;
  fence: number;
  /** While the weights stand only as long as someone renews them. */
  lease?: Lease;
  /** The last time nobody did. */
  expiredLease?: { at: number; from: Weights; to: Weights };
  colours: Readonly<Record<Colour, ColourStatus>>;
  cache?: { answers: number; bytes: number; hits: number; misses: number };
  problem?: string;
}
