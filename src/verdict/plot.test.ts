import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { CoursePoint } from './course.ts';
import { plotEvidence } from './plot.ts';

const BOUNDARIES = { harm: Math.log(1_000), healthy: Math.log(20) };

test('a picture of its own, with a title and the outcome in words', () => {
  const svg = plotEvidence(
    {
      points: [
        [0, 0, 0],
        [1_000, 3, -1],
        [2_000, 7.2, -3],
      ],
      ...BOUNDARIES,
    },
    'MONITOR <1>',
  );
  const { title, desc } = (
    new XMLParser({ ignoreAttributes: false }).parse(svg) as { svg: Record<string, { '#text': string }> }
  ).svg;
  expect(title?.['#text']).toBe('MONITOR <1>');
  expect(desc?.['#text']).toMatch(
    /Of harm: 1,340 to 1, reached the 1,000 to 1 of an anomaly\. Of health: 0.05 to 1, not reached/,
  );
});

test.each<[string, CoursePoint[]]>([
  ['no point', []],
  ['one point', [[0, 0, 0]]],
  [
    'evidence beyond every scale',
    [
      [0, -1_000, 0],
      [1_000, 1e6, -1_000],
    ],
  ],
])('%s still is a picture, and stays inside its frame', (_, points) => {
  const svg = plotEvidence({ points, ...BOUNDARIES }, 'MONITOR');
  expect(new XMLParser().parse(svg)).toMatchObject({ svg: { title: expect.any(String) as string } });
  expect(svg).not.toMatch(/NaN|Infinity/);
  const drawn = [...svg.matchAll(/points="([^"]*)"/g)].flatMap(([, list = '']) => list.split(' ').filter(Boolean));
  for (const [, y] of drawn.map((point) => point.split(','))) {
    expect(Number(y)).toBeGreaterThanOrEqual(16);
    expect(Number(y)).toBeLessThanOrEqual(224);
  }
});
