import { useState } from 'react';
import type { RetryPlan, RunView } from '../../../src/api/shapes.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useAsked } from '../../components/use-asked.ts';
import { useCall } from '../../components/use-call.ts';
import { labelLines } from '../../live/standing.ts';
import { useServer } from '../../server.tsx';

interface RetryDialogProps {
  run: RunView;
  /** Absent: from all that failed. */
  node?: string | undefined;
  onAnswer: (run: RunView) => void;
  onClose: () => void;
}

/** Says which steps a retry does anew and which hold, as things stand, and does it. */
export function RetryDialog({ run, node, onAnswer, onClose }: RetryDialogProps) {
  const { client } = useServer();
  const { make, underWay, refusal } = useCall();
  const [fresh, setFresh] = useState(false);
  const { answer: plan, refusal: senseless } = useAsked(`${run.id} ${run.version} ${node}`, () =>
    client.retryPlan(run.id, node),
  );
  const retry = () =>
    make(async () => {
      onAnswer(await client.retry(run.id, { ...(node === undefined ? {} : { node }), after: run.retries ?? 0, fresh }));
      onClose();
    });
  return (
    <Dialog
      title={node === undefined ? `Retry ${run.project} #${run.number} from failure?` : `Retry ${nameOf(run, node)}?`}
      command={`shipchart retry ${run.id}${node === undefined ? '' : ` ${node}`}`}
      does="Retry"
      leaves="Leave it"
      ready={plan !== undefined && senseless === undefined}
      underWay={underWay}
      refusal={refusal ?? senseless}
      onDo={retry}
      onClose={onClose}
    >
      {plan && senseless === undefined && (
        <>
          <Will run={run} plan={plan} />
          <label className="tick">
            <input type="checkbox" checked={fresh} onChange={(event) => setFresh(event.target.checked)} />
            <span>
              Trust no earlier proof <span className="quiet">(also do again what unchanged inputs would spare)</span>
            </span>
          </label>
        </>
      )}
    </Dialog>
  );
}

function Will({ run, plan: { begins, follows, keeps } }: { run: RunView; plan: RetryPlan }) {
  const say = (nodes: readonly string[]) => nodes.map((node) => nameOf(run, node)).join(', ');
  const again = run.steps.filter(({ node }) => begins.includes(node) || follows.includes(node));
  const environments = [...new Set(again.flatMap(({ environment }) => environment ?? []))];
  return (
    <ul className="will">
      <li>
        does <strong>{say(begins)}</strong> again
      </li>
      {follows.length > 0 && <li>then goes on as the chart says: {say(follows)}</li>}
      {keeps.length > 0 && <li>keeps what passed: {say(keeps)}</li>}
      {environments.length > 0 && (
        <li>waits its turn for {environments.join(' and ')}, and asks people again where that is due</li>
      )}
      <li>runs the delivery document that the run began with</li>
    </ul>
  );
}

function nameOf(run: RunView, node: string): string {
  return labelLines(run.steps.find((step) => step.node === node)?.label ?? node).name;
}
