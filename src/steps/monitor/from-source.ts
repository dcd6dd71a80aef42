import { WorldFailure } from '../../ports/failure.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';

/** The context with the counters of the source that the document names; the router's own where it names none. */
export function fromSource(context: StepContext<MonitorSettings>): StepContext<MonitorSettings> {
  const { settings, ports } = context;
  if (settings.from === undefined) return context;
  const metrics = ports.metricsSources[settings.from];
  if (!metrics) throw unknownSource(settings.from, Object.keys(ports.metricsSources));
  return { ...context, ports: { ...ports, metrics } };
}

function unknownSource(name: string, known: readonly string[]): WorldFailure {
  return new WorldFailure({
    code: 'metrics-source-unknown',
    message: `There is no source of metrics called ${name}.`,
    hint:
      known.length === 0
        ? 'Configure one under `integrations:` in shipchart.yaml, or leave `from:` out.'
        : `Configured: ${known.join(', ')}.`,
    retry: false,
  });
}
