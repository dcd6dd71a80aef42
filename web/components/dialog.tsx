import { useEffect, useRef, type ReactNode, type SubmitEvent } from 'react';
import type { Refusal } from '../../src/api/shapes.ts';
import { useServer } from '../server.tsx';
import { RefusalNote } from './refusal.tsx';
import { TokenNeeded } from './token-needed.tsx';

interface DialogProps {
  title: string;
  /** The same in a terminal, for who has no token here. */
  command: string;
  /** What the button does, and what leaves things as they are. */
  does: string;
  leaves: string;
  bad?: boolean;
  underWay: boolean;
  refusal: Refusal | undefined;
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is done. Whatever it holds says what will happen. */
export function Dialog({ title, command, does, leaves, bad, underWay, refusal, onDo, onClose, children }: DialogProps) {
  const { hasToken } = useServer();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onDo();
  };
  return (
    <dialog ref={dialog} className="dialog" onClose={onClose} aria-labelledby="dialog-title">
      <h2 id="dialog-title">{title}</h2>
      {hasToken ? (
        <form onSubmit={submit}>
          {children}
          <RefusalNote refusal={refusal} />
          <div className="dialog-buttons">
            <button type="button" className="button" onClick={onClose}>
              {leaves}
            </button>
            <button type="submit" className={`button ${bad ? 'button-bad' : 'button-accent'}`} disabled={underWay}>
              {does}
            </button>
          </div>
        </form>
      ) : (
        <>
          <TokenNeeded command={command} />
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
