import './plot.css';
import { plotOf, type Line, type Plot } from '../../live/plot.ts';

interface LinePlotProps {
  title: string;
  lines: readonly Line[];
  boundary?: number | undefined;
  boundaryName?: string | undefined;
  /** The time that is shown at least. */
  span?: { from: number; to: number };
  say: (value: number) => string;
  /** Where heights are said otherwise than values. */
  sayTick?: (value: number) => string;
  /** How the ends of the time are said. */
  sayTime: (at: number) => string;
}

const BOX = { width: 600, height: 150 };

/** Lines over time. What it shows stands beside it in words and numbers, so colour and shape are never the only sign. */
export function LinePlot(props: LinePlotProps) {
  const { title, lines, boundary, boundaryName, span, say, sayTick = say, sayTime } = props;
  const plot = plotOf(lines, BOX, boundary, span);
  const known = lines.filter((line) => line.points.length > 0);
  return (
    <figure className="plot">
      <figcaption>
        <span className="plot-title">{title}</span>
        {known.map((line, index) => (
          <span key={line.name} className="plot-key" data-line={line.limit ? 'limit' : index} data-name={line.name}>
            <svg viewBox="0 0 18 8" aria-hidden="true">
              <path d="M1 4h16" />
            </svg>
            {line.name} <strong>{say(line.points.at(-1)?.value ?? 0)}</strong>
          </span>
        ))}
      </figcaption>
      <div className="plot-frame">
        {plot ? (
          <>
            <Ticks plot={plot} say={sayTick} />
            <Drawing plot={plot} label={sayPlot(title, known, say)} />
            {plot.boundary !== undefined && boundaryName !== undefined && (
              <span className="plot-boundary-name" style={{ top: percentOf(plot.boundary, BOX.height) }}>
                {boundaryName}
              </span>
            )}
          </>
        ) : (
          <p className="quiet">Nothing measured yet.</p>
        )}
      </div>
      {plot && (
        <p className="plot-times">
          <span>{sayTime(plot.from)}</span>
          <span>{sayTime(plot.to)}</span>
        </p>
      )}
    </figure>
  );
}

function Drawing({ plot, label }: { plot: Plot; label: string }) {
  const named = plot.lines.map((line, index) => ({ ...line, key: line.limit ? 'limit' : index }));
  return (
    <>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {named.map(({ name, key, band }) => (
          <path key={name} className="plot-band" data-line={key} data-name={name} d={band} />
        ))}
        {plot.boundary !== undefined && <path className="plot-boundary" d={`M0 ${plot.boundary}H${BOX.width}`} />}
        {named.map(({ name, key, path }) => (
          <path key={name} className="plot-line" data-line={key} data-name={name} d={path} />
        ))}
      </svg>
      {named.map(({ name, key, limit, end }) =>
        limit ? null : (
          <span
            key={name}
            className="plot-end"
            data-line={key}
            data-name={name}
            style={{ left: percentOf(end.x, BOX.width), top: percentOf(end.y, BOX.height) }}
          />
        ),
      )}
    </>
  );
}

function Ticks({ plot, say }: { plot: Plot; say: (value: number) => string }) {
  return plot.ticks.map(({ value, y }) => (
    <span key={value} className="plot-tick" style={{ top: percentOf(y, BOX.height) }} aria-hidden="true">
      <span>{say(value)}</span>
    </span>
  ));
}

function percentOf(part: number, whole: number): string {
  return `${(part / whole) * 100}%`;
}

function sayPlot(title: string, lines: readonly Line[], say: (value: number) => string): string {
  return `${title}: ${lines.map((line) => `${line.name} ${say(line.points.at(-1)?.value ?? 0)}`).join(', ')}`;
}
