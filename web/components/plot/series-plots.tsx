import type { StepHistory } from '../../../src/api/shapes.ts';
import type { Json } from '../../../src/lib/json.ts';
import { sayTicking } from '../../live/standing.ts';
import { picturesOf, type SeriesPicture } from '../../live/series.ts';
import { LinePlot } from './line-plot.tsx';

interface SeriesPlotsProps {
  series: StepHistory['series'];
  /** The step's figures, which say what its numbers are held against. */
  figures: Json | undefined;
  /** Its evidence is drawn elsewhere on the page. */
  withoutEvidence?: boolean;
}

/** A step's numbers as they went, against whatever decides, all over the same time. Nothing where a step measures nothing over time. */
export function SeriesPlots({ series, figures, withoutEvidence = false }: SeriesPlotsProps) {
  const begin = series[0]?.at ?? 0;
  const span = { from: begin, to: series.at(-1)?.at ?? begin };
  const pictures = series.length < 2 ? [] : picturesOf(series, figures);
  const shown = withoutEvidence ? pictures.filter(({ unit }) => unit !== 'boundary') : pictures;
  return shown.map((picture) => (
    <LinePlot
      key={picture.title}
      {...picture}
      span={span}
      say={(value) => sayIn(picture.unit, value)}
      sayTick={(value) => (picture.unit === 'boundary' ? `${Math.round(value * 100)} %` : sayIn(picture.unit, value))}
      sayTime={(at) => (at === begin ? 'start' : `after ${sayTicking(at - begin)}`)}
    />
  ));
}

function sayIn(unit: SeriesPicture['unit'], value: number): string {
  const digits = (most: number) => value.toLocaleString('en-US', { maximumFractionDigits: most });
  switch (unit) {
    case 'percent':
      return `${(value * 100).toLocaleString('en-US', { maximumFractionDigits: 2 })} %`;
    case 'boundary':
      return value >= 1 ? 'enough' : `${Math.round(value * 100)} % of what is needed`;
    case 'ms':
      return `${digits(1)} ms`;
    case 'number':
      return digits(2);
  }
}
