import { milliseconds, readPercent } from '../../lib/settings.ts';
import { LATENCY_EDGES_MS } from '../../ports/router.ts';
import type { SettingsGiven } from '../../verdict/settings.ts';
import type { MonitorSettings } from './declaration.ts';

/** The judge's settings from what the document says; what it leaves out keeps the judge's defaults. */
export function judgeSettings(settings: MonitorSettings, baseline: 'live' | 'none', upTo?: number): SettingsGiven {
  const { errors, latency } = settings.guard;
  return {
    forMs: milliseconds(settings.for),
    atMostMs: milliseconds(settings['at-most']),
    warmUpMs: milliseconds(settings['warm-up']),
    baseline,
    ...(upTo === undefined ? {} : { upTo }),
    ...(settings.phi === undefined ? {} : { phi: settings.phi }),
    ...(errors.margin === undefined
      ? {}
      : { errors: errors.margin === 'off' ? ('off' as const) : { marginPoints: number(errors.margin) } }),
    latency:
      latency.p50 === 'off' && latency.p99 === 'off'
        ? 'off'
        : {
            edgesMs: LATENCY_EDGES_MS,
            ...fraction('p50', latency.p50),
            ...fraction('p99', latency.p99),
            ...(latency.tolerate === undefined ? {} : { toleratedMs: milliseconds(latency.tolerate) }),
          },
  };
}

function fraction<Name extends 'p50' | 'p99'>(
  name: Name,
  margin: string | undefined,
): { [key in Name]?: number | 'off' } {
  if (margin === undefined) return {};
  return { [name]: margin === 'off' ? 'off' : number(margin) / 100 } as { [key in Name]: number | 'off' };
}

function number(margin: string): number {
  const value = readPercent(margin);
  if (value === undefined) throw new Error(`the margin "${margin}" passed the schema without being a number`);
  return value;
}
