import { render } from 'pele';
import { cleanPicture } from './clean-picture.ts';
import { MAX_CHART_CHARACTERS, MAX_CHART_EDGES } from './chart-limits.ts';
import { averageWidths } from './text-width.ts';

export interface Picture {
  /** Groups with `data-id` are nodes (`pele-node`), edges (`pele-edge`, `pele-edge-label`) and groups (`pele-cluster`) of the chart. */
  svg: string;
  width: number;
  height: number;
}

/** A picture larger than this would make a page slow; a chart at Mermaid's limits stays below. */
const MAX_PICTURE_CHARACTERS = 5_000_000;

/** Mermaid breaks lines at 200 px of its own narrower font. */
const WRAPPING_WIDTH_PX = 240;

/**
 * The chart as GitHub would draw it: same nodes, groups, shapes, direction and labels. Fills that the chart gives with
 * `style` are taken off, since live status owns them, and stand as `data-stripe="#ff4d4d"` on their node. Holds nothing
 * that runs, loads or leads anywhere, whatever the labels say.
 *
 * @param text a chart that `parseChart` accepts
 */
export function drawChart(text: string): Picture {
  const { svg, width, height } = render(text, {
    links: false,
    images: false,
    linkSchemes: [],
    imageSchemes: [],
    measurer: averageWidths,
    config: { flowchart: { wrappingWidth: WRAPPING_WIDTH_PX } },
    limit: MAX_CHART_CHARACTERS,
    maxEdges: MAX_CHART_EDGES,
    outputLimit: MAX_PICTURE_CHARACTERS,
  });
  return { svg: cleanPicture(svg), width, height };
}
