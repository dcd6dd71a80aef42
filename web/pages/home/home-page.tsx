import './home.css';
import { useEffect } from 'react';
import type { HomeView } from '../../../src/api/shapes.ts';
import { Brand } from '../../components/brand.tsx';
import { ConnectionLost } from '../../components/connection-lost.tsx';
import { RefusalNote } from '../../components/refusal.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { useServer } from '../../server.tsx';
import { homeOf } from '../../live/home-live.ts';
import { statusOfRun } from '../../live/standing.ts';
import { EnvironmentCard } from './environment-card.tsx';
import { Inbox } from './inbox.tsx';
import { RunList } from './run-list.tsx';
import { useHome } from './use-home.ts';
import { Waits } from './waits.tsx';

/** What waits for a person first; then what is live where, the runs, and what people were told. */
export function HomePage() {
  const { live, refusal } = useHome();
  const { hasToken } = useServer();
  const home = homeOf(live);
  const headline = home ? sayHome(home) : '';
  useEffect(() => {
    document.title = headline === '' ? 'Shipchart' : `${headline} · Shipchart`;
  }, [headline]);
  return (
    <div className="home">
      <header className="home-header">
        <Brand />
        <h1>{headline}</h1>
      </header>
      <RefusalNote refusal={refusal} />
      {refusal && !hasToken && <TokenNeeded command="shipchart runs" />}
      {home && <HomeContent home={home} />}
      <ConnectionLost lost={live.link === 'lost'} />
    </div>
  );
}

function HomeContent({ home }: { home: HomeView }) {
  const waiting = home.runs.filter((run) => statusOfRun(run) === 'waiting');
  const inFlight = home.runs.filter((run) => statusOfRun(run) === 'running');
  const ended = home.runs.filter((run) => run.phase === 'ended');
  return (
    <main className="home-grid">
      <div className="home-main">
        <Waits runs={waiting} />
        {home.projects.map((project) => (
          <section key={project.name} aria-label={`Environments of ${project.name}`}>
            <h2>{home.projects.length > 1 ? `Live in ${project.name}` : 'Live'}</h2>
            <div className="environments">
              {project.environments.map((environment) => (
                <EnvironmentCard key={environment.name} environment={environment} />
              ))}
            </div>
          </section>
        ))}
        {inFlight.length > 0 && <RunList title="In flight" runs={inFlight} />}
        {ended.length > 0 && <RunList title="Recent" runs={ended} />}
        {home.runs.length === 0 && <FirstRun />}
      </div>
      <Inbox items={home.inbox} />
    </main>
  );
}

function FirstRun() {
  return (
    <section>
      <h2>No run yet</h2>
      <p>
        Push a commit, or start one by hand: <code>shipchart run</code>
      </p>
    </section>
  );
}

/** The state of things in one sentence. */
function sayHome(home: HomeView): string {
  const inFlight = home.runs.filter((run) => run.phase !== 'ended');
  const waiting = inFlight.filter((run) => statusOfRun(run) === 'waiting').length;
  if (waiting > 0) return waiting === 1 ? 'One run waits for a person' : `${waiting} runs wait for people`;
  if (inFlight.length > 0) return inFlight.length === 1 ? 'One run in flight' : `${inFlight.length} runs in flight`;
  return 'All quiet';
}
