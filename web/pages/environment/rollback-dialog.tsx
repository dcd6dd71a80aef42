import { useState } from 'react';
import type { RollbackPlan } from '../../../src/api/shapes.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useCall } from '../../components/use-call.ts';
import { shortCommit } from '../../live/standing.ts';
import { useServer } from '../../server.tsx';
import type { EnvironmentDialogProps } from './environment-dialog.ts';

/** Says what a rollback will do, as things stand, and does it. */
export function RollbackDialog({ environment, onAnswer, onClose }: EnvironmentDialogProps) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const [reason, setReason] = useState('');
  const [release, setRelease] = useState<string>();
  const { name, live, candidate, claim, bad } = environment;
  const stands = JSON.stringify([live, candidate, claim, bad]);
  const { answer, refusal: unknown } = useAsked(`${stands} ${release}`, async () => ({
    release,
    plan: await client.rollbackPlan(name, release),
  }));
  const known = answer?.release === release ? answer?.plan : undefined;
  const rollBack = () =>
    make(async () => {
      onAnswer(await client.rollback(name, { reason, ...(release === undefined ? {} : { release }) }));
      onClose();
    });
  return (
    <Dialog
      title={`Roll ${name} back?`}
      command={`shipchart rollback ${name}`}
      does={`Roll ${name} back`}
      leaves="Leave it as it is"
      bad
      ready={known !== undefined}
      underWay={underWay}
      refusal={refusal ?? unknown}
      onDo={rollBack}
      onClose={onClose}
    >
      <label>
        To
        <select
          value={release ?? ''}
          onChange={({ target }) => setRelease(target.value === '' ? undefined : target.value)}
        >
          <option value="">the last good release</option>
          {answer?.plan.choices.map((choice) => (
            <option key={choice.release} value={choice.release}>
              {choice.release} ({shortCommit(choice.commit)})
            </option>
          ))}
        </select>
      </label>
      <div aria-live="polite">{answer && <Will name={name} plan={known ?? answer.plan} />}</div>
      <label>
        Why <span className="quiet">(everyone sees it)</span>
        <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Dialog>
  );
}

/** What it will do, in the order in which it does it. */
function Will({ name, plan: { to, leaving, cancels } }: { name: string; plan: RollbackPlan }) {
  return (
    <ul className="will">
      {cancels !== undefined && (
        <li>
          cancels <strong>{cancels}</strong>, which holds {name} now
        </li>
      )}
      <li>
        {to === undefined ? (
          'stops all its traffic: nothing was ever live here'
        ) : (
          <>
            gives all traffic to <strong>{to}</strong>
            {leaving.length === 0 && ', which serves already: there is no release before it'}
          </>
        )}
      </li>
      {leaving.length > 0 && <li>takes {leaving.join(' and ')} out of service and bans it here</li>}
      <li>drops cached answers, and tells people</li>
      <li>keeps every delivery out until someone lifts the hold</li>
    </ul>
  );
}
