import { render } from 'pele';

/** The chart as GitHub would draw it. */
export function drawChart(text: string): { svg: string; width: number; height: number } {
  const { svg, width, height } = render(text, { links: false, images: false });
  return { svg, width, height };
}
