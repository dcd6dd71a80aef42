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
  /** Whether what will happen is known; until then the button waits. */
  ready?: boolean;
  underWay: boolean;
  refusal: Refusal | undefined;
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is done. Whatever it holds says what will happen. */
export function Dialog(props: DialogProps) {
  const { title, command, does, leaves, bad, ready = true, underWay, refusal, onDo, onClose, children } = props;
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
          <div className="dialog-content">{children}</div>
          <RefusalNote refusal={refusal} />
          <div className="dialog-buttons">
            <button type="button" className="button" onClick={onClose}>
              {leaves}
            </button>
            <button
              type="submit"
              className={`button ${bad ? 'button-danger' : 'button-accent'}`}
              disabled={underWay || !ready}
            >
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
