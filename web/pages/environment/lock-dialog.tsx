import { useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { useCall } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';
import type { EnvironmentDialogProps } from './environment-dialog.ts';

const HOURS = [0, 1, 4, 24] as const;
const HOUR_MS = 3_600_000;

/** Keeps runs out for a while. */
export function LockDialog({ environment: { name }, onAnswer, onClose }: EnvironmentDialogProps) {
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
