import './chart.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunView } from '../../../src/api/shapes.ts';
import { framed } from '../../live/camera.ts';
import { isUnderWay, paintOf } from '../../live/chart-paint.ts';
import { useNow } from '../use-now.ts';
import { hangPicture, type ChartPicture } from './chart-picture.ts';
import { useChart } from './use-chart.ts';

const MARGIN_PX = 10;

/** A run's chart, small and live: its shape and colours without a word. What it shows stands beside it in words. */
export function MiniChart({ run }: { run: RunView }) {
  const host = useRef<HTMLDivElement>(null);
  const { svg } = useChart(run.id, true);
  const [picture, setPicture] = useState<ChartPicture>();
  const now = useNow(run.steps.some(isUnderWay));
  const paint = useMemo(() => paintOf(run, now), [run, now]);
  useEffect(() => {
    const pane = host.current;
    const hung = pane && svg !== undefined ? hangPicture(pane, svg) : undefined;
    setPicture(hung);
    if (!pane || !hung) return;
    const fit = new ResizeObserver(() =>
      hung.look(framed(hung.content, { width: pane.clientWidth, height: pane.clientHeight }, MARGIN_PX)),
    );
    fit.observe(pane);
    return () => fit.disconnect();
  }, [svg]);
  useEffect(() => picture?.paint(paint), [picture, paint]);
  return <div className="chart mini-chart" ref={host} inert />;
}
