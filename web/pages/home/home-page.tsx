import './home.css';
import { useEffect } from 'react';
import type { HomeView } from '../../../src/api/shapes.ts';
import { ConnectionLost } from '../../components/connection-lost.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RefusalNote } from '../../components/refusal.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useServer } from '../../server.tsx';
import { homeOf, type HomeLive } from '../../live/home-live.ts';
import { statusOfRun } from '../../live/standing.ts';
import { EnvironmentCard } from './environment-card.tsx';
import { InFlight } from './in-flight.tsx';
import { Inbox } from './inbox.tsx';
import { RunList } from './run-list.tsx';
import { useHome } from './use-home.ts';

/** What goes on, first what waits for whoever looks; then what is live where, what has ended, and what people were told. */
export function HomePage() {
  const { live, refusal } = useHome();
  const { hasToken } = useServer();
  const home = homeOf(live);
  const asked = home?.runs.map((run) => `${run.id} ${run.waitsForPeople.join()}`).join(' ');
  const { answer: me } = useAsked(asked, (client) => client.me());
  const mine = new Set(me?.waiting.filter(({ whyNot }) => whyNot === undefined).map(({ run }) => run));
  const headline = home ? sayHome(home, mine) : '';
  useEffect(() => {
    document.title = headline === '' ? 'Shipchart' : `${headline} · Shipchart`;
  }, [headline]);
  return (
    <div className="page home">
      <PageHeader title={headline} />
      <RefusalNote refusal={refusal} />
      {refusal && !hasToken && <TokenNeeded command="shipchart runs" />}
      {home && <HomeContent home={home} views={live.views} mine={mine} />}
      <ConnectionLost lost={live.link === 'lost'} />
    </div>
  );
}

interface HomeContentProps {
  home: HomeView;
  views: HomeLive['views'];
  mine: ReadonlySet<string>;
}

function HomeContent({ home, views, mine }: HomeContentProps) {
  const inFlight = home.runs.filter((run) => run.phase !== 'ended');
  const ended = home.runs.filter((run) => run.phase === 'ended');
  return (
    <main className="home-grid">
      <div className="home-main">
        <InFlight runs={inFlight} views={views} mine={mine} />
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
function sayHome(home: HomeView, mine: ReadonlySet<string>): string {
  const inFlight = home.runs.filter((run) => run.phase !== 'ended');
  const waits = inFlight.filter((run) => statusOfRun(run) === 'waiting');
  const waiting = waits.length;
  const forMe = waits.filter((run) => mine.has(run.id)).length;
  if (forMe > 0) return forMe === 1 ? 'One run waits for you' : `${forMe} runs wait for you`;
  if (waiting > 0) return waiting === 1 ? 'One run waits for a person' : `${waiting} runs wait for people`;
  if (inFlight.length > 0) return inFlight.length === 1 ? 'One run in flight' : `${inFlight.length} runs in flight`;
  return 'All quiet';
}
