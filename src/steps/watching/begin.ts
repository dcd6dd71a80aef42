import type { Slot } from '../../engine/environment/environment.ts';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { total } from '../../verdict/buckets.ts';
import type { PastTick } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import { calibrate } from '../../verdict/calibrate.ts';
import { type Calibration, widen } from '../../verdict/calibration.ts';
import { continueVerdict } from '../../verdict/continue.ts';
import { startCourse } from '../../verdict/course.ts';
import { LEARNING_REQUESTS } from '../../verdict/latency.ts';
import { NO_TOTALS, plain } from '../../verdict/log/record.ts';
import type { Beginning } from '../../verdict/log/tick-log.ts';
import { prove } from '../../verdict/placebo.ts';
import type { SettingsGiven } from '../../verdict/settings.ts';
import { startVerdict } from '../../verdict/start.ts';
import type { VerdictState } from '../../verdict/state.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import { usualTraffic } from './usual-traffic.ts';
import { earlierState } from './earlier-judgement.ts';
import { beginLog } from './keep-log.ts';
import type { Watch } from './watch.ts';

/**
 * Begins to watch what stands in `slot`, or goes on with the judgement of an earlier step that watched the same release in this run.
 * @param settingsAfter what to ask of it, given the earlier judgement where there is one
 * @throws WorldFailure of the metrics' source
 */
export async function beginWatching(
  context: StepContext,
  slot: Slot,
  settingsAfter: (before: VerdictState | undefined) => SettingsGiven,
): Promise<Watch> {
  const { ports, now } = context;
  const { state: environment, name } = claimed(context);
  const before = await earlierState(context, slot.release.id);
  const given = settingsAfter(before);
  if (before) context.log('goes on with the evidence of the step before: one release, one judgement.');
  const reading = await ports.metrics.read(name);
  if (reading.state === 'counted' && !reading.colours[slot.colour].latency && given.latency !== 'off')
    context.log('this source tells no times of answers: turn `guard: { latency }` off, or it stays without evidence.');
  const history = before ? [] : await pastOf(context, environment.candidate && environment.live?.colour);
  const usual = usualTraffic(history, now);
  const state = before
    ? continueVerdict(before, given, now)
    : startVerdict(measure(context, history, given), given, now);
  const head = { run: context.run.id, node: context.node, visit: context.visit, edgesMs: LATENCY_EDGES_MS };
  const log = await beginLog(context, { ...head, ...beginning(state, before !== undefined, now) });
  return {
    canary: slot.colour,
    release: slot.release.id,
    state,
    ...(reading.state === 'counted' ? { counters: reading.colours } : {}),
    ...(usual === undefined ? {} : { usualPerSecond: usual }),
    totals: NO_TOTALS,
    course: startCourse(),
    log,
  };
}

function beginning(state: VerdictState, continued: boolean, startedAtMs: number): Beginning {
  // What is stored is read back: through JSON, both begin alike.
  if (continued) return { from: plain(state) as unknown as VerdictState };
  return { startedAtMs, calibration: state.calibration, settings: state.settings };
}

async function pastOf(context: StepContext, baseline: Colour | undefined): Promise<PastTick[]> {
  return baseline ? context.ports.metrics.history(claimed(context).name, baseline) : [];
}

/** The noise of the baseline's own instances, by what the source remembers of them. */
function measure(context: StepContext, history: readonly PastTick[], given: SettingsGiven): Calibration {
  const { ports, log } = context;
  const measured = withoutTrace(calibrate(history, LATENCY_EDGES_MS));
  const calibration = measured.from === 'history' ? proven(measured, history, given, log) : measured;
  const split = ports.router.splitOf(claimed(context).name);
  return split === 'cyclic' || split === 'sticky' ? widen(calibration, split) : calibration;
}

/** The judge of errors is tried on the past before it is armed; latency would hold up the release: `verdict try` does that. */
function proven(
  measured: Calibration,
  history: readonly PastTick[],
  given: SettingsGiven,
  log: (line: string) => void,
): Calibration {
  const { calibration, placebos, alarms } = prove(measured, history, { ...given, latency: 'off' });
  const raised = alarms > 0 ? ', so its noise was raised' : '';
  log(
    `calibrated on ${measured.instances} instances of the baseline; tried on ${placebos} placebo releases, it took ${alarms} for harm${raised}.`,
  );
  return calibration;
}

/** A handful of requests fixes no bets on latency: the judge then learns from the first that it sees. */
function withoutTrace(calibration: Calibration): Calibration {
  const { histogram, ...latency } = calibration.latency;
  return histogram && total(histogram) < LEARNING_REQUESTS ? { ...calibration, latency } : calibration;
}
