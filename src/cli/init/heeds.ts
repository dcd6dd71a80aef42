import type { Binding } from './binding.ts';
import type { Repository } from './repository.ts';

const PLAIN_NODE = /^(?:\w+=\S+\s+)*node\s+\S/;
const NPM_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];

/** What would stop or mislead the first delivery, each with what to do. */
export function heedsOf({ manifest, files, versioned }: Repository, checks: readonly Binding[]): string[] {
  const start = manifest.scripts['start'];
  const starts = PLAIN_NODE.test(start ?? '') || manifest.main !== undefined;
  const unlocked = Object.keys(manifest.dependencies).length > 0 && !NPM_LOCKS.some((name) => files.has(name));
  const remote = checks
    .filter(({ settings }) => settings['against'] === 'staging' && 'run' in settings)
    .map(({ node }) => node);
  return [
    ...(versioned
      ? []
      : ['This folder is no git repository yet: run `git init` and commit, since a run delivers a commit.']),
    ...(starts
      ? []
      : [
          'The image does not know what to start: give package.json `"scripts": { "start": "node FILE" }`, without a shell.',
        ]),
    ...(unlocked
      ? [
          'The image takes its dependencies from package-lock.json: run `npm install --package-lock-only` and commit it.',
        ]
      : []),
    'A release is started with PORT set, and is healthy once GET /healthz answers 200 (another path: `health` in shipchart.yaml).',
    ...(remote.length === 0
      ? []
      : [`${remote.join(' and ')} must test the address in SHIPCHART_URL, which is staging’s.`]),
  ];
}
