import type { Slot } from '../engine/environment/environment.ts';
import type { Run } from '../engine/run.ts';
import type { IncidentMove, KeptIncident } from './incident.ts';
import type { NewLetter } from './letter.ts';

/** Says who outside hears of what a transaction decided. Its letters go into the outbox of that transaction: told once, or never decided. */
export interface Herald {
  /** A run is over. */
  ended(run: Run): NewLetter[];
  /** A release has all of the environment's traffic, verified; `at` in milliseconds since 1970. */
  wentLive(environment: string, slot: Slot, at: number): NewLetter[];
  incidentMoved(incident: KeptIncident, move: IncidentMove): NewLetter[];
}

/** Nobody is out there. */
export const SILENT: Herald = { ended: () => [], wentLive: () => [], incidentMoved: () => [] };
