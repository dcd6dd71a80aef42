import type { EnvironmentHealth, EnvironmentView } from '../../../src/api/shapes.ts';
import { shortCommit, type Status } from '../../live/standing.ts';
import { StatusGlyph } from '../../components/status-glyph.tsx';

const COLOURS = ['blue', 'green'] as const;
type Colour = (typeof COLOURS)[number];

/** Both colours beside each other: the release, its share, and whether it is healthy; and over them the split as one bar. */
export function ColourCards({
  environment,
  health,
}: {
  environment: EnvironmentView;
  health: EnvironmentHealth | undefined;
}) {
  const held = COLOURS.map((colour) => ({ colour, ...holds(environment, colour) }));
  return (
    <section aria-label="Colours" className="colours-frame">
      <div className="split-bar" aria-hidden="true">
        {held.map(({ colour, weight }) => (
          <span key={colour} data-colour={colour} style={{ flexGrow: weight }} />
        ))}
      </div>
      <div className="colours">
        {held.map(({ colour, release, commit, weight, role }) => (
          <article key={colour} className="card colour" data-colour={colour}>
            <header>
              <h2>
                <span className="share-dot" data-colour={colour} aria-hidden="true" />
                {colour}
              </h2>
              {role !== '' && <span className="tag">{role}</span>}
              <strong className="colour-weight">{weight} %</strong>
            </header>
            <p className="colour-release">
              {release ?? <span className="quiet">empty</span>}{' '}
              {commit !== undefined && <code className="quiet">{shortCommit(commit)}</code>}
            </p>
            <Health health={health?.[colour]} />
          </article>
        ))}
      </div>
    </section>
  );
}

interface Held {
  release?: string;
  commit?: string;
  weight: number;
  role: string;
}

function holds({ live, candidate, lastGood }: EnvironmentView, colour: Colour): Held {
  const rest = 100 - (candidate?.weight ?? 0);
  if (live?.colour === colour)
    return {
      release: live.release,
      commit: live.commit,
      weight: rest,
      role: lastGood?.release === live.release ? 'live, last good' : 'live',
    };
  if (candidate?.colour === colour)
    return { release: candidate.release, commit: candidate.commit, weight: candidate.weight, role: 'on its way' };
  return { weight: 0, role: '' };
}

const SAID: Readonly<Record<EnvironmentHealth['blue']['state'], { words: string; status: Status }>> = {
  empty: { words: 'Nothing runs here.', status: 'idle' },
  starting: { words: 'Starting.', status: 'running' },
  healthy: { words: 'Healthy', status: 'passed' },
  failed: { words: 'Not healthy', status: 'failed' },
  unknown: { words: 'No answer', status: 'stopped' },
};

function Health({ health }: { health: EnvironmentHealth['blue'] | undefined }) {
  if (!health) return <p className="colour-health quiet">Asking for its health …</p>;
  const { words, status } = SAID[health.state];
  const instances =
    health.instances === undefined ? '' : `, ${health.instances} ${health.instances === 1 ? 'instance' : 'instances'}`;
  return (
    <p className="colour-health">
      <StatusGlyph status={status} />
      <span>
        {words}
        {instances}
        {health.detail !== undefined && <span className="quiet">: {health.detail}</span>}
      </span>
    </p>
  );
}
