import type { EnvironmentView } from '../../src/api/shapes.ts';
import { Ago } from './time.tsx';

/** What keeps runs out of an environment: a rollback by hand under way, a hold, a lock; each with who, since when, why and what to do. */
export function Stops({ environment: { name, lock, hold, rollback } }: { environment: EnvironmentView }) {
  return (
    <>
      {rollback && (
        <p className="stop" data-tone="bad">
          <strong>Rolling back</strong> to {rollback.to ?? 'nothing'}, asked by {rollback.owner}{' '}
          <Ago at={rollback.since} />. Not verified yet.
        </p>
      )}
      {hold && (
        <p className="stop">
          <strong>Held for people</strong> by {hold.owner}, <Ago at={hold.since} />: {hold.reason}
          <span className="stop-way-out">
            Nothing is delivered to {name} until someone has looked and lifts the hold.
          </span>
        </p>
      )}
      {lock && (
        <p className="stop">
          <strong>Locked</strong> by {lock.owner}: {lock.reason}
          {lock.until !== undefined && ` (until ${new Date(lock.until).toLocaleString()})`}
          <span className="stop-way-out">Runs wait; a rollback still gets through.</span>
        </p>
      )}
    </>
  );
}
