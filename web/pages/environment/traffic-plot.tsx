import type { EnvironmentHistory } from '../../../src/api/shapes.ts';
import { LinePlot } from '../../components/plot/line-plot.tsx';
import { useNow } from '../../components/use-now.ts';
import { splitLines } from '../../live/splits.ts';

/** How the traffic shifted in the last change. */
export function TrafficPlot({ history, live }: { history: EnvironmentHistory | undefined; live: boolean }) {
  const now = useNow(live);
  if (!history || history.splits.length === 0) return null;
  return (
    <section className="card" aria-label="Traffic">
      <LinePlot
        title="Traffic in the last change"
        lines={splitLines(history, live ? now : undefined)}
        say={(value) => `${value.toLocaleString('en-US')} %`}
        sayTime={(at) => new Date(at).toLocaleTimeString()}
      />
    </section>
  );
}
