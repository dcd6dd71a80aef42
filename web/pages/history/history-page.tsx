import './history.css';
import { useEffect, useState } from 'react';
import type { HistoryView } from '../../../src/api/shapes.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { RefusalNote } from '../../components/refusal.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { DoraCards } from './dora-cards.tsx';
import { StepRecords } from './step-records.tsx';

const SPANS = [7, 30, 90, 365] as const;

/** How the projects deliver: the four figures over time, how runs ended, and the steps that cost most. */
export function HistoryPage() {
  const { answer: home, refusal } = useAsked('home', (client) => client.home());
  const [days, setDays] = useState<number>(30);
  useEffect(() => {
    document.title = 'History · Shipchart';
  }, []);
  return (
    <div className="page history-page">
      <PageHeader title="History">
        <label className="span">
          <span className="unseen">Time</span>
          <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {SPANS.map((each) => (
              <option key={each} value={each}>
                {each === 365 ? 'last year' : `last ${each} days`}
              </option>
            ))}
          </select>
        </label>
      </PageHeader>
      <RefusalNote refusal={refusal} />
      <main>
        {home?.projects.map(({ name, environments }) => (
          <Project key={name} name={name} days={days} environments={environments.map((each) => each.name)} />
        ))}
      </main>
    </div>
  );
}

interface ProjectProps {
  name: string;
  days: number;
  /** The last is the one that people use. */
  environments: readonly string[];
}

function Project({ name, days, environments }: ProjectProps) {
  const [environment, setEnvironment] = useState(environments.at(-1));
  const { answer: history, refusal } = useAsked(`${name} ${environment} ${days}`, (client) =>
    client.history(name, { days, ...(environment === undefined ? {} : { environment }) }),
  );
  return (
    <section aria-labelledby={`project-${name}`}>
      <header className="project-head">
        <h2 id={`project-${name}`}>{name}</h2>
        <label className="span">
          <span className="unseen">Environment</span>
          <select value={environment} onChange={(event) => setEnvironment(event.target.value)}>
            {environments.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </header>
      <RefusalNote refusal={refusal} />
      {history && (
        <>
          <DoraCards history={history} />
          <div className="cards">
            <StepRecords title="Slowest steps" rows={history.slowest.map((row) => ({ ...row, ms: row.ms }))} />
            <div className="stack">
              <StepRecords title="Flakiest steps" rows={history.flakiest} />
              <Endings endings={history.endings} />
            </div>
          </div>
        </>
      )}
    </section>
  );
}

function Endings({ endings }: Pick<HistoryView, 'endings'>) {
  const most = Math.max(1, ...endings.map(({ runs }) => runs));
  return (
    <section className="card" aria-label="How runs ended">
      <h2>How runs ended</h2>
      {endings.length === 0 && <p className="quiet">No run in this time.</p>}
      <ul className="bars">
        {endings.map(({ ending, runs }) => (
          <li key={ending}>
            <span>{ending}</span>
            <span className="bar" style={{ width: `${(runs / most) * 100}%` }} aria-hidden="true" />
            <strong>{runs}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
