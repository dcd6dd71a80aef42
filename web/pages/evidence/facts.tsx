import type { RunView, StepView } from '../../../src/api/shapes.ts';
import { useNow } from '../../components/use-now.ts';
import { sayTook } from '../../live/standing.ts';

/** What, when and who, at a glance. */
export function Facts({ run, step }: { run: RunView; step: StepView }) {
  const now = useNow(step.endedAt === undefined);
  const at = step.endedAt ?? step.startedAt;
  const facts = [
    ['Decision', step.outcome ?? 'none yet'],
    [
      'When',
      at === undefined ? 'not yet' : new Date(at).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' }),
    ],
    ['Looked for', sayTook(step, now)],
    ['Environment', step.environment ?? ''],
    ['Change', `${run.commit.subject} (${run.commit.id.slice(0, 12)}) by ${run.commit.author}`],
    ['Run', `${run.id} of ${run.ref.replace(/^refs\/(?:heads|tags)\//, '')}, started by ${run.startedBy}`],
    ['Decided by', `${step.kind} (${step.node}), attempt ${step.attempt}`],
  ].filter(([, text]) => text !== '');
  return (
    <section className="card" aria-label="In short">
      <dl className="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
