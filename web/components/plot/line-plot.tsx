import './plot.css';
import { plotOf, type Line } from '../../live/plot.ts';

interface LinePlotProps {
  title: string;
  lines: readonly Line[];
  boundary?: number | undefined;
  boundaryName?: string | undefined;
  say: (value: number) => string;
  /** How the ends of the time are said. */
  sayTime: (at: number) => string;
}

const BOX = { width: 600, height: 150 };

/** Lines over time. What it shows stands beside it in words and numbers, so colour and shape are never the only sign. */
export function LinePlot({ title, lines, boundary, boundaryName, say, sayTime }: LinePlotProps) {
  const plot = plotOf(lines, BOX, boundary);
  const known = lines.filter((line) => line.points.length > 0);
  return (
    <figure className="plot">
      <figcaption>
        <span className="plot-title">{title}</span>
        {known.map((line, index) => (
          <span key={line.name} className="plot-key" data-line={index} data-name={line.name}>
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
            <svg
              viewBox={`0 0 ${BOX.width} ${BOX.height}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={sayPlot(title, known, say)}
            >
              {plot.lines.map(({ name, band }, index) => (
                <path key={name} className="plot-band" data-line={index} data-name={name} d={band} />
              ))}
              {plot.boundary !== undefined && <path className="plot-boundary" d={`M0 ${plot.boundary}H${BOX.width}`} />}
              {plot.lines.map(({ name, path }, index) => (
                <path key={name} className="plot-line" data-line={index} data-name={name} d={path} />
              ))}
            </svg>
            {plot.boundary !== undefined && boundaryName !== undefined && (
              <span className="plot-boundary-name" style={{ top: `${(plot.boundary / BOX.height) * 100}%` }}>
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

function sayPlot(title: string, lines: readonly Line[], say: (value: number) => string): string {
  return `${title}: ${lines.map((line) => `${line.name} ${say(line.points.at(-1)?.value ?? 0)}`).join(', ')}`;
}
