import type { HistoryView } from '../../../src/api/shapes.ts';
import { sayDuration } from '../../../src/lib/duration.ts';
import { sayPerDay } from '../../live/say-per-day.ts';

type Part = HistoryView['over'][number];

/** The four figures of delivery performance, each with how it went over the time. */
export function DoraCards({ history: { figures, over, environment } }: { history: HistoryView }) {
  const { deliveries, changes, failures, leadMs, restoreMs } = figures;
  return (
    <div className="dora">
      <Figure
        name="Lead time"
        value={leadMs === undefined ? '–' : sayDuration(leadMs)}
        how={`median from the commit to all of ${environment}`}
        over={over}
        valueOf={(part) => part.leadMs}
        say={sayDuration}
      />
      <Figure
        name="Deployment frequency"
        value={sayPerDay(figures.perDay)}
        how={`${deliveries} ${deliveries === 1 ? 'release' : 'releases'} reached all of ${environment}`}
        over={over}
        valueOf={(part) => part.deliveries}
        say={(count) => `${count} released`}
      />
      <Figure
        name="Change failure rate"
        value={changes === 0 ? '–' : `${Math.round((failures / changes) * 100)} %`}
        how={`${failures} of ${changes} that got traffic lost it again`}
        over={over}
        valueOf={(part) => (part.changes === 0 ? undefined : (part.failures / part.changes) * 100)}
        say={(percent) => `${Math.round(percent)} %`}
      />
      <Figure
        name="Time to restore"
        value={restoreMs === undefined ? '–' : sayDuration(restoreMs)}
        how="median from a bad release’s first request until it had none"
        over={over}
        valueOf={(part) => part.restoreMs}
        say={sayDuration}
      />
    </div>
  );
}

interface FigureProps {
  name: string;
  value: string;
  how: string;
  over: readonly Part[];
  valueOf: (part: Part) => number | undefined;
  say: (value: number) => string;
}

function Figure({ name, value, how, over, valueOf, say }: FigureProps) {
  const values = over.map(valueOf);
  const most = Math.max(...values.map((each) => each ?? 0), Number.EPSILON);
  const day = (at: number) => new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return (
    <section className="card dora-card" aria-label={name}>
      <h3>{name}</h3>
      <p className="dora-value">{value}</p>
      <p className="quiet">{how}</p>
      <ol className="columns">
        {over.map((part, index) => (
          <li
            key={part.from}
            title={`${day(part.from)}: ${values[index] === undefined ? 'nothing' : say(values[index])}`}
          >
            <span style={{ height: `${((values[index] ?? 0) / most) * 100}%` }} />
          </li>
        ))}
      </ol>
      <p className="plot-times">
        <span>{day(over[0]?.from ?? 0)}</span>
        <span>today</span>
      </p>
    </section>
  );
}
