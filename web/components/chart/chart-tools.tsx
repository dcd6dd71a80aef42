import type { ChartCamera } from './chart-camera.ts';

interface ChartToolsProps {
  camera: ChartCamera;
  follows: boolean;
  onFollow: (follows: boolean) => void;
}

/** The buttons on the chart. The keyboard does the same: see their titles. */
export function ChartTools({ camera, follows, onFollow }: ChartToolsProps) {
  const fit = () => {
    onFollow(false);
    camera.fit();
  };
  return (
    <div className="chart-tools" role="group" aria-label="View of the chart">
      <button type="button" onClick={() => camera.zoomBy(1 / 1.3)} aria-label="Zoom out" title="Zoom out (−)">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10" />
        </svg>
      </button>
      <button type="button" onClick={() => camera.zoomBy(1.3)} aria-label="Zoom in" title="Zoom in (+)">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8h10M8 3v10" />
        </svg>
      </button>
      <button type="button" onClick={fit} title="Show the whole chart (0)">
        Fit
      </button>
      <button
        type="button"
        aria-pressed={follows}
        onClick={() => onFollow(!follows)}
        title="Keep the steps under way in view"
      >
        Follow
      </button>
    </div>
  );
}
