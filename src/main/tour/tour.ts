import type { ControlPlane } from '../control-plane.ts';
import type { SampleRepository } from './sample-repository.ts';
import type { Voice } from './voice.ts';

/** What every part of the tour works with. */
export interface Tour {
  plane: ControlPlane;
  repository: SampleRepository;
  voice: Voice;
  interrupted: AbortSignal;
  /** How long it waits for you to answer a review, on the page, on the command line or by a key. */
  patienceMs: number;
}
