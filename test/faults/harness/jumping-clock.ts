/**
 * Loaded into a process before anything else (`node --import`): its wall clock is off by as many milliseconds as the file in
 * `FAULTS_CLOCK` says, and jumps when the file changes. Timers keep the steady clock, as they do when an operator or NTP sets a clock.
 */
import { readFileSync, watchFile } from 'node:fs';

const file = process.env['FAULTS_CLOCK'];
if (file === undefined) throw new Error('FAULTS_CLOCK names no file');

const LOOK_MS = 50;
const RealDate = Date;
let offsetMs = read(file);
watchFile(file, { interval: LOOK_MS, persistent: false }, () => (offsetMs = read(file)));

class JumpingDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(JumpingDate.now());
    else super(...(given as [number]));
  }
  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}
globalThis.Date = JumpingDate as DateConstructor;

function read(path: string): number {
  return Number(readFileSync(path, 'utf8')) || 0;
}
