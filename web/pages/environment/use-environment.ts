import { useEffect, useState } from 'react';
import type { EnvironmentView, Refusal, RunView } from '../../../src/api/shapes.ts';
import { refusalOf } from '../../components/use-call.ts';
import { useServer } from '../../server.tsx';

interface FollowedEnvironment {
  environment: EnvironmentView | undefined;
  /** Rises with each change that is told. */
  changes: number;
  /** Runs that were told of while the page was open. */
  runs: Readonly<Record<string, RunView>>;
  lost: boolean;
  refusal: Refusal | undefined;
  answered: (environment: EnvironmentView) => void;
}

type State = Omit<FollowedEnvironment, 'answered'>;
const UNKNOWN: State = { environment: undefined, changes: 0, runs: {}, lost: false, refusal: undefined };

/** An environment, live, with the runs that change it. */
export function useEnvironment(name: string): FollowedEnvironment {
  const { client, refused } = useServer();
  const [state, setState] = useState(UNKNOWN);
  useEffect(() => {
    const stop = new AbortController();
    const fail = (error: unknown) => {
      if (!stop.signal.aborted && !refused(error)) setState((now) => ({ ...now, refusal: refusalOf(error) }));
    };
    const follow = async () => {
      const link = ({ state: linked }: { state: 'open' | 'lost' }) =>
        setState((now) => ({ ...now, lost: linked === 'lost' }));
      for await (const change of client.changes(undefined, stop.signal, link)) {
        if (change.type === 'run') setState((now) => ({ ...now, runs: { ...now.runs, [change.run.id]: change.run } }));
        if (change.type === 'environment' && change.environment.name === name) {
          const { environment } = change;
          setState((now) => ({ ...now, environment, changes: now.changes + 1 }));
        }
      }
    };
    follow().catch(fail);
    // The stream tells of environments that there are; whether this is one, only this says.
    client
      .environment(name)
      .then(
        (environment) =>
          !stop.signal.aborted && setState((now) => ({ ...now, environment: now.environment ?? environment })),
      )
      .catch(fail);
    return () => stop.abort();
  }, [client, refused, name]);
  const answered = (environment: EnvironmentView) =>
    setState((now) => ({ ...now, environment, changes: now.changes + 1 }));
  return { ...state, answered };
}
