import { useState } from 'react';
import type { RunView } from '../../../src/api/shapes.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useCall } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';

interface CancelDialogProps {
  run: RunView;
  onAnswer: (run: RunView) => void;
  onClose: () => void;
}

/** Says what cancelling does before it is done. */
export function CancelDialog({ run, onAnswer, onClose }: CancelDialogProps) {
  const { client } = useServer();
  const [reason, setReason] = useState('');
  const { make, underWay, refusal } = useCall();
  const cancel = () =>
    make(async () => {
      onAnswer(await client.cancel(run.id, reason));
      onClose();
    });
  return (
    <Dialog
      title={`Cancel ${run.project} #${run.number}?`}
      command={`shipchart cancel ${run.id}`}
      does="Cancel the run"
      leaves="Keep it running"
      bad
      underWay={underWay}
      refusal={refusal}
      onDo={cancel}
      onClose={onClose}
    >
      <p>Steps under way are stopped. Every environment this run was changing goes back to its stable release.</p>
      <label>
        Why <span className="quiet">(everyone sees it)</span>
        <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} />
      </label>
    </Dialog>
  );
}
