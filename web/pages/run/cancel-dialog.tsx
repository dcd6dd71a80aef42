import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import type { RunView } from '../../../src/api/shapes.ts';
import { RefusalNote } from '../../components/refusal.tsx';
import { TokenNeeded } from '../../components/token-needed.tsx';
import { useCall } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';

interface CancelDialogProps {
  run: RunView;
  onAnswer: (run: RunView) => void;
  onClose: () => void;
}

/** Says what cancelling does before it is done. */
export function CancelDialog({ run, onAnswer, onClose }: CancelDialogProps) {
  const { client, hasToken } = useServer();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const { make, underWay, refusal } = useCall();
  useEffect(() => dialog.current?.showModal(), []);
  const cancel = (event: SubmitEvent) => {
    event.preventDefault();
    make(async () => {
      onAnswer(await client.cancel(run.id, reason));
      onClose();
    });
  };
  return (
    <dialog ref={dialog} className="dialog" onClose={onClose} aria-labelledby="cancel-title">
      <h2 id="cancel-title">
        Cancel {run.project} #{run.number}?
      </h2>
      <p>Steps under way are stopped. Every environment this run was changing goes back to its stable release.</p>
      {hasToken ? (
        <form onSubmit={cancel}>
          <label>
            Why <span className="quiet">(everyone sees it)</span>
            <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} autoFocus />
          </label>
          <RefusalNote refusal={refusal} />
          <div className="dialog-buttons">
            <button type="button" className="button" onClick={onClose}>
              Keep it running
            </button>
            <button type="submit" className="button button-bad" disabled={underWay}>
              Cancel the run
            </button>
          </div>
        </form>
      ) : (
        <>
          <TokenNeeded command={`shipchart cancel ${run.id}`} />
          <div className="dialog-buttons">
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
