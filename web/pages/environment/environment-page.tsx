import './environment.css';
import { useEffect, useState } from 'react';
import type { EnvironmentView, RunView } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { ConnectionLost } from '../../components/connection-lost.tsx';
import { Go } from '../../components/go.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Ago } from '../../components/time.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useNow } from '../../components/use-now.ts';
import { ColourCards } from './colour-cards.tsx';
import { EnvironmentActions } from './environment-actions.tsx';
import { Happenings } from './happenings.tsx';
import { TrafficPlot } from './traffic-plot.tsx';
import { useEnvironment } from './use-environment.ts';
import { Watched } from './watched.tsx';

/** How often what runs the releases is asked for their health: it has no news to tell by itself. */
const HEALTH_EVERY_MS = 5_000;

/** An environment: what each colour holds and serves, why the canary is judged as it is, who waits, and what can be done. */
export function EnvironmentPage({ name }: { name: string }) {
  const { environment, changes, runs, lost, refusal, answered } = useEnvironment(name);
  const looked = Math.floor(useNow(true, HEALTH_EVERY_MS) / HEALTH_EVERY_MS);
  const { answer: health } = useAsked(`${name} ${changes} ${looked}`, (client) => client.environmentHealth(name));
  const { answer: history } = useAsked(`${name} ${changes}`, (client) => client.environmentHistory(name));
  const changing = environment?.claim?.runId ?? history?.lastRun;
  useEffect(() => {
    document.title = `${name} · Shipchart`;
  }, [name]);
  if (!environment) {
    return (
      <div className="page">
        <PageHeader title={refusal ? refusal.message : name} />
        {refusal && <p>{refusal.hint}</p>}
      </div>
    );
  }
  return (
    <div className="page environment-page">
      <PageHeader title={name}>
        {environment.address !== undefined && (
          <a href={environment.address} target="_blank" rel="noreferrer" className="quiet">
            {environment.address.replace(/^https?:\/\//, '')}
          </a>
        )}
      </PageHeader>
      <main>
        <EnvironmentActions environment={environment} onAnswer={answered} />
        <ColourCards environment={environment} health={health} />
        <Queue environment={environment} />
        <div className="cards">
          <div className="stack">
            <TrafficPlot history={history} live={environment.claim !== undefined} />
            <Happenings history={history} />
          </div>
          {changing !== undefined && <LastWatched id={changing} known={runs[changing]} environment={name} />}
        </div>
      </main>
      <ConnectionLost lost={lost} />
    </div>
  );
}

/** The run that changes the environment or changed it last; asked for unless the stream has told of it. */
function LastWatched({ id, known, environment }: { id: string; known: RunView | undefined; environment: string }) {
  const [asked] = useState(known === undefined);
  const { answer } = useAsked(asked ? id : undefined, (client) => client.run(id));
  const run = known ?? (answer?.id === id ? answer : undefined);
  return run ? <Watched run={run} environment={environment} /> : null;
}

/** Who holds it, and who waits for what. */
function Queue({ environment: { claim, queue } }: { environment: EnvironmentView }) {
  if (!claim && queue.length === 0) return null;
  return (
    <section className="card" aria-label="Queue">
      {claim && (
        <p>
          Held by <Go to={runHref(claim.runId)}>{claim.runId}</Go>, <Ago at={claim.since} />.
        </p>
      )}
      <ol className="queue">
        {queue.map(({ runId, since, reason }) => (
          <li key={runId}>
            <Go to={runHref(runId)}>{runId}</Go> waits since <Ago at={since} />: {reason}
          </li>
        ))}
      </ol>
    </section>
  );
}
