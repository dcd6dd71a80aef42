import { useState } from 'react';
import type { EnvironmentView } from '../../../src/api/shapes.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useCall } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';

interface ActionsProps {
  environment: EnvironmentView;
  onAnswer: (environment: EnvironmentView) => void;
}

/** What a person can do to an environment, and the stop sign that stands on it. */
export function EnvironmentActions({ environment, onAnswer }: ActionsProps) {
  const [asks, setAsks] = useState<'lock' | 'unlock'>();
  const { lock } = environment;
  const close = () => setAsks(undefined);
  return (
    <section className="environment-actions" aria-label="What can be done">
      {lock && (
        <p className="environment-lock">
          <strong>Locked</strong> by {lock.owner}: {lock.reason}
          {lock.until !== undefined && ` (until ${new Date(lock.until).toLocaleString()})`}. Runs wait; a rollback still
          gets through.
        </p>
      )}
      <div className="actions">
        {lock ? (
          <button type="button" className="button" onClick={() => setAsks('unlock')}>
            Unlock…
          </button>
        ) : (
          <button type="button" className="button" onClick={() => setAsks('lock')}>
            Lock…
          </button>
        )}
      </div>
      {asks === 'lock' && <LockDialog environment={environment} onAnswer={onAnswer} onClose={close} />}
      {asks === 'unlock' && <UnlockDialog environment={environment} onAnswer={onAnswer} onClose={close} />}
    </section>
  );
}

interface DialogOf extends ActionsProps {
  onClose: () => void;
}

const HOURS = [0, 1, 4, 24] as const;
const HOUR_MS = 3_600_000;

function LockDialog({ environment: { name }, onAnswer, onClose }: DialogOf) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState(0);
  const lock = () =>
    make(async () => {
      const until = hours === 0 ? {} : { until: Date.now() + hours * HOUR_MS };
      onAnswer(await client.lock(name, { reason, ...until }));
      onClose();
    });
  return (
    <Dialog
      title={`Lock ${name}?`}
      command={`shipchart lock ${name} --reason …`}
      does={`Lock ${name}`}
      leaves="Leave it open"
      underWay={underWay}
      refusal={refusal}
      onDo={lock}
      onClose={onClose}
    >
      <p>
        No run gets into {name} until it is unlocked; they wait in the queue. One that holds it now goes on, and a
        rollback still gets through.
      </p>
      <label>
        Why <span className="quiet">(everyone sees it)</span>
        <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <label>
        For how long
        <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
          {HOURS.map((each) => (
            <option key={each} value={each}>
              {each === 0 ? 'until someone unlocks it' : each === 1 ? '1 hour' : `${each} hours`}
            </option>
          ))}
        </select>
      </label>
    </Dialog>
  );
}

function UnlockDialog({ environment: { name, queue }, onAnswer, onClose }: DialogOf) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const unlock = () =>
    make(async () => {
      onAnswer(await client.unlock(name));
      onClose();
    });
  const next = queue[0];
  return (
    <Dialog
      title={`Unlock ${name}?`}
      command={`shipchart unlock ${name}`}
      does={`Unlock ${name}`}
      leaves="Leave it locked"
      underWay={underWay}
      refusal={refusal}
      onDo={unlock}
      onClose={onClose}
    >
      <p>{next ? `${next.runId} gets in at once.` : 'Nobody waits; the next run gets in.'}</p>
    </Dialog>
  );
}
