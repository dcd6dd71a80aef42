import './settings.css';
import { useEffect, useState } from 'react';
import type { DoctorCheck } from '../../../src/api/shapes.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { RefusalNote } from '../../components/refusal.tsx';
import { StatusGlyph } from '../../components/status-glyph.tsx';
import { useAsked } from '../../components/use-asked.ts';
import type { Status } from '../../live/standing.ts';

const SIGNS: Readonly<Record<DoctorCheck['state'], Status>> = { ok: 'passed', absent: 'stopped', failing: 'failed' };
const WORDS: Readonly<Record<DoctorCheck['state'], string>> = {
  ok: 'fine',
  absent: 'not set up',
  failing: 'needs you',
};

/** What is configured, and whether it answers right now. */
export function SettingsPage() {
  const [asked, setAsked] = useState(1);
  const { answer: checks, refusal } = useAsked(String(asked), (client) => client.doctor());
  const { answer: me } = useAsked('me', (client) => client.me());
  useEffect(() => {
    document.title = 'Settings · Shipchart';
  }, []);
  const failing = checks?.filter(({ state }) => state === 'failing').length ?? 0;
  return (
    <div className="page">
      <PageHeader title={checks ? sayAll(failing) : 'Settings'}>
        <button type="button" className="button" onClick={() => setAsked(asked + 1)}>
          Ask again
        </button>
      </PageHeader>
      <p className="settings-how">
        {me?.name === undefined ? 'This tab has no token: it may only look.' : `You are ${me.name}.`} Everything here is
        set in <code>shipchart.yaml</code> beside the server; secrets are never shown.
      </p>
      <RefusalNote refusal={refusal} />
      <main className="cards">
        {[...Map.groupBy(checks ?? [], ({ area }) => area)].map(([area, of]) => (
          <section key={area} className="card" aria-label={area}>
            <h2>{area}</h2>
            <ul className="checks">
              {of.map((check) => (
                <Check key={check.name} check={check} />
              ))}
            </ul>
          </section>
        ))}
      </main>
    </div>
  );
}

function Check({ check: { name, state, detail, hint } }: { check: DoctorCheck }) {
  return (
    <li data-state={state}>
      <StatusGlyph status={SIGNS[state]} />
      <div>
        <p>
          <strong>{name}</strong> <span className="check-state">{WORDS[state]}</span>
        </p>
        <p className="quiet">{detail}</p>
        {hint !== undefined && <p>{hint}</p>}
      </div>
    </li>
  );
}

function sayAll(failing: number): string {
  if (failing === 0) return 'Everything answers';
  return failing === 1 ? 'One thing needs you' : `${failing} things need you`;
}
