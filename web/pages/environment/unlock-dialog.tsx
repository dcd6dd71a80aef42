import { Dialog } from '../../components/dialog.tsx';
import { useCall } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';
import type { EnvironmentDialogProps } from './environment-dialog.ts';

/** Lets runs in again: lifts the lock, the hold, or both. */
export function UnlockDialog({ environment: { name, queue, lock, hold }, onAnswer, onClose }: EnvironmentDialogProps) {
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
      title={hold ? `Let runs into ${name} again?` : `Unlock ${name}?`}
      command={`shipchart unlock ${name}`}
      does={hold ? 'Lift the hold' : `Unlock ${name}`}
      leaves={hold ? 'Keep it held' : 'Leave it locked'}
      underWay={underWay}
      refusal={refusal}
      onDo={unlock}
      onClose={onClose}
    >
      {hold && (
        <p>
          {hold.owner} holds it: {hold.reason}. Lift the hold once you have looked{lock && '; the lock goes with it'}.
        </p>
      )}
      <p>{next ? `${next.runId} gets in at once.` : 'Nobody waits; the next run gets in.'}</p>
    </Dialog>
  );
}
