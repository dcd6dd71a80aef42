import './chart.css';
import { useEffect, useRef, useState } from 'react';
import { around } from '../../live/camera.ts';
import type { ChartPaint } from '../../live/chart-paint.ts';
import { pointCamera, type ChartCamera } from './chart-camera.ts';
import { layHands } from './chart-hands.ts';
import { pressKey } from './chart-keys.ts';
import { hangPicture, type ChartPicture } from './chart-picture.ts';
import { ChartTools } from './chart-tools.tsx';

interface ChartViewProps {
  /** The drawing, from the server. */
  svg: string;
  paint: ChartPaint;
  selected: string | undefined;
  onSelect: (node: string) => void;
  label: string;
}

/** The chart, painted as the run stands. */
export function ChartView({ svg, paint, selected, onSelect, label }: ChartViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<{ picture: ChartPicture; camera: ChartCamera }>();
  const [follows, setFollows] = useState(false);
  const [unreadable, setUnreadable] = useState(false);

  useEffect(() => {
    if (!host.current) return;
    const picture = hangPicture(host.current, svg);
    setUnreadable(picture === undefined);
    if (!picture) return;
    const camera = pointCamera(host.current, picture);
    const handsOff = layHands(host.current, camera, () => setFollows(false));
    setChart({ picture, camera });
    return () => {
      handsOff();
      camera.dispose();
    };
  }, [svg]);

  useEffect(() => chart?.picture.svg.setAttribute('aria-label', label), [chart, label]);
  useEffect(() => chart?.picture.paint(paint), [chart, paint]);
  useEffect(() => {
    if (!chart) return;
    chart.picture.select(selected);
    chart.camera.attend(selected === undefined ? undefined : chart.picture.nodes.get(selected)?.rect);
  }, [chart, selected]);
  useRoving(chart?.picture, selected ?? paint.active[0]);
  useFollowing(chart, follows, paint.active);

  const open = (target: EventTarget) => {
    const node =
      target instanceof Element ? target.closest('.pele-nodes [data-id]')?.getAttribute('data-id') : undefined;
    if (node) onSelect(node);
  };
  return (
    <section className="chart" aria-label="Chart">
      <div
        className="chart-pane"
        ref={host}
        role="presentation"
        onClick={(event) => open(event.target)}
        onKeyDown={(event) => {
          if (chart && pressKey(event.nativeEvent, chart.picture, chart.camera, onSelect)) event.preventDefault();
        }}
      />
      {unreadable && <p className="chart-unreadable">The chart could not be drawn. The steps are listed beside it.</p>}
      {chart && <ChartTools camera={chart.camera} follows={follows} onFollow={setFollows} />}
    </section>
  );
}

/** Tab reaches the chart at the selected node, else where the action is. */
function useRoving(picture: ChartPicture | undefined, node: string | undefined): void {
  useEffect(() => {
    if (!picture || picture.svg.contains(document.activeElement)) return;
    const reached = node !== undefined && picture.nodes.has(node) ? node : [...picture.nodes.keys()][0];
    if (reached !== undefined) picture.rove(reached);
  }, [picture, node]);
}

/** Keeps the action in view, close enough to read. */
function useFollowing(
  chart: { picture: ChartPicture; camera: ChartCamera } | undefined,
  follows: boolean,
  active: readonly string[],
): void {
  const names = active.join(' ');
  useEffect(() => {
    if (!chart || !follows) return;
    const rects = names.split(' ').flatMap((name) => chart.picture.nodes.get(name)?.rect ?? []);
    const rect = around(rects);
    if (rect) chart.camera.frame(rect);
  }, [chart, follows, names]);
}
