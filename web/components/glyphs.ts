import type { Status } from '../live/standing.ts';

/** One sign a status, drawn as strokes around the origin, 24 units wide; the same in the chart and in lists. */
export const GLYPHS: Readonly<Record<Status, string>> = {
  idle: '',
  queued: 'M0-5.2V0l3.4 2.6',
  running: 'M0-5.6A5.6 5.6 0 1 1-5.6 0',
  waiting: 'M0-2.1a2.7 2.7 0 1 0-.01 0M-5 6.2c.6-3.4 2.5-5 5-5s4.4 1.6 5 5',
  passed: 'M-4.6.3-1.4 3.6 4.8-3.4',
  failed: 'M-3.8-3.8 3.8 3.8M3.8-3.8-3.8 3.8',
  stopped: 'M-3.4-3.4h6.8v6.8h-6.8z',
};
