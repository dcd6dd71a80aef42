import type { Watch } from '../watching/watch.ts';

/** What a monitor knows between two looks. */
export interface Memo extends Watch {
  /** How long a verdict will take, and what would shorten it; once there was traffic to tell by. */
  forecast?: string;
  /** The share in percent that the evidence allows, to be set with the next look. */
  raiseTo?: number;
  /** The verdict was inconclusive, and the operators are asked. */
  heldUntil?: number;
}
