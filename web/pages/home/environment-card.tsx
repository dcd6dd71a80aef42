import type { EnvironmentView } from '../../../src/api/shapes.ts';
import { environmentHref, runHref } from '../../address.ts';
import { Go } from '../../components/go.tsx';
import { Stops } from '../../components/stops.tsx';
import { Ago } from '../../components/time.tsx';
import { shortCommit } from '../../live/standing.ts';

/** An environment: what each colour holds and serves, who changes it, who waits, and what stands in the way. */
export function EnvironmentCard({ environment }: { environment: EnvironmentView }) {
  const { name, claim, queue, address, bad } = environment;
  return (
    <article className="environment">
      <header>
        <h3>
          <Go to={environmentHref(name)}>{name}</Go>
        </h3>
        {address !== undefined && (
          <a href={address} target="_blank" rel="noreferrer" className="quiet">
            {address.replace(/^https?:\/\//, '')}
          </a>
        )}
      </header>
      <Traffic environment={environment} />
      <Stops environment={environment} />
      {claim && (
        <p className="environment-line">
          Held by <Go to={runHref(claim.runId)}>{claim.runId}</Go>, <Ago at={claim.since} />
        </p>
      )}
      {queue.map((waiting, index) => (
        <p className="environment-line" key={waiting.runId}>
          {index + 1}. <Go to={runHref(waiting.runId)}>{waiting.runId}</Go> waits: {waiting.reason}
        </p>
      ))}
      {bad.length > 0 && <Bad bad={bad} />}
    </article>
  );
}

interface Share {
  colour: 'blue' | 'green';
  release: string;
  commit: string;
  percent: number;
}

function Traffic({ environment: { live, candidate, lastGood } }: { environment: EnvironmentView }) {
  if (!live && !candidate) return <p className="quiet">Nothing is deployed here yet.</p>;
  const weight = candidate?.weight ?? 0;
  const shares: Share[] = [
    ...(live ? [{ ...live, percent: 100 - weight }] : []),
    ...(candidate ? [{ ...candidate, percent: weight }] : []),
  ];
  return (
    <>
      <svg className="split" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {shares.map((share, index) => (
          <rect
            key={share.colour}
            data-colour={share.colour}
            x={index === 0 ? 0 : 100 - share.percent}
            width={share.percent}
            height="6"
          />
        ))}
      </svg>
      <ul className="shares">
        {shares.map((share) => (
          <li key={share.colour}>
            <span className="share-dot" data-colour={share.colour} aria-hidden="true" />
            <span className="share-colour">{share.colour}</span>
            <strong title={share.commit}>{share.release}</strong>
            <span className="share-percent">{share.percent} %</span>
          </li>
        ))}
      </ul>
      {lastGood && lastGood.release !== live?.release && (
        <p className="environment-line">
          Last good: {lastGood.release} <code>{shortCommit(lastGood.commit)}</code>
        </p>
      )}
    </>
  );
}

function Bad({ bad }: { bad: EnvironmentView['bad'] }) {
  return (
    <details className="environment-bad">
      <summary>
        {bad.length} {bad.length === 1 ? 'release' : 'releases'} marked bad
      </summary>
      <ul>
        {bad.toReversed().map((each) => (
          <li key={each.release + each.at}>
            <strong>{each.release}</strong> <Ago at={each.at} />: {each.reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
