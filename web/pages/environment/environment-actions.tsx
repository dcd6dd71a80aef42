import { useState } from 'react';
import { Stops } from '../../components/stops.tsx';
import type { EnvironmentDialogProps } from './environment-dialog.ts';
import { LockDialog } from './lock-dialog.tsx';
import { RollbackDialog } from './rollback-dialog.tsx';
import { UnlockDialog } from './unlock-dialog.tsx';

const DIALOGS = { lock: LockDialog, unlock: UnlockDialog, rollback: RollbackDialog };

/** What a person can do to an environment, and the stop signs that stand on it. */
export function EnvironmentActions({ environment, onAnswer }: Omit<EnvironmentDialogProps, 'onClose'>) {
  const [asks, setAsks] = useState<keyof typeof DIALOGS>();
  const { lock, hold } = environment;
  const keepsOut = hold ?? lock;
  const Asked = asks && DIALOGS[asks];
  return (
    <section className="environment-actions" aria-label="What can be done">
      <Stops environment={environment} />
      <div className="actions">
        {keepsOut ? (
          <button type="button" className="button button-accent" onClick={() => setAsks('unlock')}>
            {hold ? 'Lift the hold…' : 'Unlock…'}
          </button>
        ) : (
          <button type="button" className="button" onClick={() => setAsks('lock')}>
            Lock…
          </button>
        )}
        <button type="button" className="button button-bad" onClick={() => setAsks('rollback')}>
          Roll back…
        </button>
      </div>
      {Asked && <Asked environment={environment} onAnswer={onAnswer} onClose={() => setAsks(undefined)} />}
    </section>
  );
}
