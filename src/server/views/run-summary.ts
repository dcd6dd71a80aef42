import type { RunSummary } from '../../api/shapes.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { Run } from '../../engine/run.ts';
import { asksPeople } from './asks-people.ts';

export function summarise(run: Run, delivery: Delivery): RunSummary {
  const { id, project, number, commit, ref, startedBy, purpose, phase, ending, endingReason, startedAt, endedAt } = run;
  return {
    id,
    project,
    number,
    commit: { id: commit.id, author: commit.author, subject: commit.subject, time: commit.time },
    ref,
    startedBy,
    purpose,
    phase,
    ...(ending === undefined ? {} : { ending }),
    ...(endingReason === undefined ? {} : { endingReason }),
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    waitsForPeople: delivery.order.filter(
      (node) => asksPeople(delivery.steps[node], run.steps[node]) && run.steps[node]?.state === 'waiting',
    ),
  };
}
