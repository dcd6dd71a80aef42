import type { JsonObject } from '../../lib/json.ts';
import type { Binding } from './binding.ts';
import type { Repository } from './repository.ts';

/** Folders whose change can do harm that no rollback undoes. */
const MIGRATION_FOLDERS = ['migrations', 'db/migrations', 'prisma/migrations', 'drizzle', 'src/migrations'];

/** Limits on numbers that a bound step reports; a limit on any other number would only reject. */
export function bindGate(checks: readonly Binding[]): Binding {
  const reported = checks.map(({ settings }) => (settings['reports'] ?? {}) as JsonObject);
  const rules: [rule: string, limit: string, from: boolean][] = [
    ['secrets', '= 0', true],
    ['coverage', '>= 50 %', reported.some((reports) => 'coverage' in reports)],
    ['p95', '<= 500 ms', checks.some(({ settings }) => settings['uses'] === 'load-test')],
    ['flaky', '<= 2', reported.some((reports) => 'playwright' in reports)],
  ];
  const require = Object.fromEntries(rules.filter(([, , from]) => from).map(([rule, limit]) => [rule, limit]));
  return {
    node: 'GATE',
    settings: { uses: 'quality-gate', require },
    because: `holds what the steps report: ${Object.keys(require).join(', ')}`,
    comment:
      'Limits to begin with: set them to what you want to keep. Numbers come from `reports:` of the steps above, and from the scan.',
  };
}

/** From staging's rollback to production: the same for every repository. */
export async function bindDelivery(repository: Repository): Promise<Binding[]> {
  const because = 'built in';
  return [
    { node: 'BUILD', settings: { uses: 'image' }, because },
    { node: 'STAGING_DEPLOY', settings: { uses: 'deploy', to: 'staging' }, because },
    { node: 'ROLLBACK_STG', settings: { uses: 'rollback', of: 'staging' }, because },
    await bindApproval(repository),
    {
      node: 'REVIEW',
      settings: { uses: 'review', by: 'senior-engineers', count: 1, timeout: '24h' },
      because: 'the group stands in shipchart.yaml',
    },
    { node: 'PROD_DEPLOY', settings: { uses: 'deploy', to: 'production' }, because },
    { node: 'CANARY', settings: { uses: 'traffic', to: 'production', weight: '5 %' }, because },
    { node: 'MONITOR', settings: { uses: 'monitor', of: 'production', for: '5m', 'at-most': '60m' }, because },
    { node: 'FULL_ROLLOUT', settings: { uses: 'traffic', to: 'production', weight: '100 %' }, because },
    { node: 'ROLLBACK_PROD', settings: { uses: 'rollback', of: 'production' }, because },
    { node: 'CDN', settings: { uses: 'cdn-invalidation', of: 'production', paths: ['/*'] }, because },
    {
      node: 'NOTIFY_FAIL',
      settings: { uses: 'notify', to: ['author', '#deploys'] },
      because: 'reaches the inbox until a chat is connected',
    },
    {
      node: 'NOTIFY_OK',
      settings: { uses: 'notify', to: ['#deploys'] },
      because: 'reaches the inbox until a chat is connected',
    },
    {
      node: 'INCIDENT',
      settings: { uses: 'incident', severity: 'critical' },
      because: 'reaches the inbox until a pager is connected',
    },
  ];
}

async function bindApproval({ list }: Repository): Promise<Binding> {
  const folders: string[] = [];
  for (const folder of MIGRATION_FOLDERS) if ((await list(folder)).length > 0) folders.push(folder);
  const paths = [...folders.map((folder) => `${folder}/**`), 'DELIVERY.md', 'package.json'];
  return {
    node: 'APPROVAL',
    settings: { uses: 'approval-rule', 'required-when': { paths } },
    because: `a person must approve changes to ${paths.join(', ')}`,
    comment: 'A person must approve what touches these paths. `required-when: always` asks for every release.',
  };
}
