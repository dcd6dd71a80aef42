import './run.css';
import { useCallback, useEffect, useMemo } from 'react';
import { goTo, runHref } from '../../address.ts';
import type { RunView, UsualView } from '../../../src/api/shapes.ts';
import { ChartView } from '../../components/chart/chart-view.tsx';
import { useChart } from '../../components/chart/use-chart.ts';
import { ConnectionLost } from '../../components/connection-lost.tsx';
import { Go } from '../../components/go.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useNow } from '../../components/use-now.ts';
import { isUnderWay, paintOf } from '../../live/chart-paint.ts';
import type { RunLive } from '../../live/run-live.ts';
import { sayRun } from '../../live/standing.ts';
import { useServer } from '../../server.tsx';
import { Announcements } from './announcements.tsx';
import { Overview } from './overview.tsx';
import { RunHeader } from './run-header.tsx';
import { Side } from './side.tsx';
import { StepPanel } from './step-panel.tsx';
import { useRun } from './use-run.ts';

/** A run: its chart, live, and beside it what is going on or the step that was opened. */
export function RunPage({ id, selected }: { id: string; selected: string | undefined }) {
  const { live, refusal, answered } = useRun(id);
  const { hasToken } = useServer();
  const { run } = live;
  const { answer: usual } = useAsked(run ? id : undefined, (client) => client.usual(id));
  useTitle(run);
  if (refusal) {
    return (
      <main className="lost">
        <h1>{refusal.message}</h1>
        <p>{refusal.hint}</p>
        {!hasToken && <TokenNeeded command={`shipchart show ${id}`} />}
        <Go to="/">See what is live where</Go>
      </main>
    );
  }
  return (
    <div className="run">
      {run ? <RunHeader run={run} usual={usual} onAnswer={answered} /> : <header className="run-header" />}
      <RunChart id={id} live={live} usual={usual} selected={selected} />
      <RunSide run={run} usual={usual} selected={selected} onAnswer={answered} />
      {run && <Announcements run={run} />}
      <ConnectionLost lost={live.link === 'lost'} />
    </div>
  );
}

interface RunChartProps {
  id: string;
  live: RunLive;
  usual: UsualView | undefined;
  selected: string | undefined;
}

function RunChart({ id, live, usual, selected }: RunChartProps) {
  const { run } = live;
  const { svg, refusal } = useChart(id, live.link === 'open');
  const now = useNow(run?.steps.some(isUnderWay) ?? false);
  const paint = useMemo(() => (run ? paintOf(run, now, usual) : undefined), [run, now, usual]);
  const select = useCallback((node: string) => goTo(runHref(id, node), 'push'), [id]);
  if (refusal) return <p className="chart chart-unreadable">{refusal.message}</p>;
  if (svg === undefined || !run || !paint) return <div className="chart" aria-busy="true" />;
  const label = `Chart of ${run.project} ${run.number}. Arrow keys walk the steps, Enter opens one.`;
  return <ChartView svg={svg} paint={paint} selected={selected} onSelect={select} label={label} />;
}

interface RunSideProps {
  run: RunView | undefined;
  usual: UsualView | undefined;
  selected: string | undefined;
  onAnswer: (run: RunView) => void;
}

function RunSide({ run, usual, selected, onAnswer }: RunSideProps) {
  const step = run?.steps.find((each) => each.node === selected);
  if (!run) return <Side label="Run">{null}</Side>;
  if (!step) {
    return (
      <Side label="Run">
        <Overview run={run} onAnswer={onAnswer} />
      </Side>
    );
  }
  return (
    <Side label="Step" onLeave={() => leave(run.id, step.node)}>
      <StepPanel key={step.node} run={run} step={step} usualMs={usual?.steps[step.node]?.ms} onAnswer={onAnswer} />
    </Side>
  );
}

/** Back to the run, with the keyboard where it was: on the step in the chart. */
function leave(run: string, node: string): void {
  goTo(runHref(run));
  document.querySelector<SVGElement>(`.chart-pane [data-id="${CSS.escape(node)}"]`)?.focus({ preventScroll: true });
}

function useTitle(run: RunView | undefined): void {
  const title = run ? `${sayRun(run)} · ${run.project} #${run.number}` : 'Shipchart';
  useEffect(() => {
    document.title = title;
  }, [title]);
}
