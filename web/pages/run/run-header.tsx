import { useState } from 'react';
import type { RunView, UsualView } from '../../../src/api/shapes.ts';
import { sayDuration } from '../../../src/lib/duration.ts';
import { Brand } from '../../components/brand.tsx';
import { RunStanding } from '../../components/run-standing.tsx';
import { shortCommit } from '../../live/standing.ts';
import { CancelDialog } from './cancel-dialog.tsx';

interface RunHeaderProps {
  run: RunView;
  usual: UsualView | undefined;
  onAnswer: (run: RunView) => void;
}

/** Which run this is and how it stands. */
export function RunHeader({ run, usual, onAnswer }: RunHeaderProps) {
  const [cancelling, setCancelling] = useState(false);
  const branch = run.ref.replace(/^refs\/(?:heads|tags)\//, '');
  return (
    <header className="run-header">
      <Brand />
      <div className="run-title">
        <h1>{run.commit.subject}</h1>
        <p className="quiet">
          <span>
            {run.project} #{run.number}
          </span>
          <span>
            <code>{shortCommit(run.commit.id)}</code> on {branch}
          </span>
          <span>by {run.commit.author}</span>
          {run.purpose === 'check' && <span>check run: changes no environment</span>}
        </p>
      </div>
      <RunStanding run={run} />
      {run.phase !== 'ended' && usual?.runMs !== undefined && (
        <span className="time">usually {sayDuration(usual.runMs)}</span>
      )}
      {run.phase === 'running' && (
        <button type="button" className="button button-quiet" onClick={() => setCancelling(true)}>
          Cancel…
        </button>
      )}
      {cancelling && <CancelDialog run={run} onAnswer={onAnswer} onClose={() => setCancelling(false)} />}
    </header>
  );
}
