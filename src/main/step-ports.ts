import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { autocannonLoad } from '../integrations/autocannon/load-generator.ts';
import { k6Load } from '../integrations/k6/load-generator.ts';
import { confinedRunner } from '../integrations/bubblewrap/confined-runner.ts';
import { createBlobs } from '../integrations/local/blobs/blobs.ts';
import type { LocalHost } from '../integrations/local/host-client.ts';
import { createImageBuilder } from '../integrations/local/image/builder.ts';
import { createGitSource } from '../integrations/local/source/git-source.ts';
import { createWorkspaces } from '../integrations/local/workspaces/workspaces.ts';
import { throughStandIn, type Tellers } from '../integrations/stand-in/stand-in.ts';
import { createNpmAdvisories } from '../integrations/npm/advisories.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { People, StepPorts } from '../steps/step-ports.ts';
import type { Store } from '../store/store.ts';
import { openCdn } from './aws-cdn.ts';
import type { PeopleNow } from './people-now.ts';
import type { Configuration } from './configuration.ts';
import type { World } from './docker-environments.ts';
import { imagesFolder } from './local-environments.ts';
import { createMetricsSources } from './metrics-sources.ts';
import { createPostOffice } from './post-office.ts';
import { VERSION } from './version.ts';

/** Chooses the adapters that steps work with: everything local, on this machine. */
export async function openStepPorts(parts: {
  configuration: Configuration;
  known: PeopleNow;
  store: Store;
  host: LocalHost;
  /** What takes the host's place for environments; undefined: nothing does. */
  world: World | undefined;
  /** Where the server answers; known only once it listens. */
  address: () => string;
}): Promise<StepPorts> {
  const { configuration, known, store, host, world, address } = parts;
  const { data, project } = configuration;
  const source = createGitSource({ repository: project.repository });
  const commandEnvironment = await bareEnvironment(data);
  return {
    source,
    workspaces: createWorkspaces({ directory: join(data, 'workspaces'), source }),
    blobs: createBlobs({ directory: join(data, 'blobs') }),
    commands: configuration.confinement ? confinedRunner(host.commands, configuration.confinement) : host.commands,
    images: world?.images ?? createImageBuilder({ layoutDirectory: imagesFolder(data), toolVersion: VERSION }),
    runtime: (world ?? host).runtime,
    router: (world ?? host).router,
    metrics: (world ?? host).metrics,
    metricsSources: createMetricsSources(configuration.integrations, (world ?? host).runtime),
    ...tellersOf(configuration, {
      cdn: await openCdn(configuration, (world ?? host).cdn),
      ...createPostOffice(configuration, store, Date.now),
    }),
    advisories: createNpmAdvisories({}),
    loadGenerators: [k6Load, autocannonLoad],
    environments: { stateOf: (name) => store.environment(name) },
    people: peopleOf(known),
    places: {
      urlOf: async (environment) =>
        configuration.environments[environment]?.address ??
        (await host.describe(environment)).address ??
        notListening(environment),
      linkTo: (runId, node) => linkTo(configuration, address(), runId, node),
      commandEnvironment: () => commandEnvironment,
    },
  };
}

/** The page of a run, or of one of its steps, as people reach it. */
export function linkTo(
  { publicAddress }: Pick<Configuration, 'publicAddress'>,
  ownAddress: string,
  runId: string,
  node?: string,
): string {
  const step = node === undefined ? '' : `?step=${encodeURIComponent(node)}`;
  return `${publicAddress ?? ownAddress}/runs/${encodeURIComponent(runId)}${step}`;
}

function tellersOf({ standIn }: Configuration, tellers: Tellers): Tellers {
  return standIn === undefined ? tellers : throughStandIn(standIn, tellers);
}

function peopleOf(known: PeopleNow): People {
  return {
    membersOf: (group) => {
      const { people } = known();
      const members = Object.keys(people).filter((name) => people[name]?.groups.includes(group));
      return members.length > 0 ? members : undefined;
    },
    byMail: (address) => {
      const { people } = known();
      return Object.keys(people).find((name) => people[name]?.mail?.toLowerCase() === address.toLowerCase());
    },
  };
}

function notListening(environment: string): never {
  throw new WorldFailure({
    code: 'environment-without-address',
    message: `${environment} listens on no port.`,
    hint: 'See its `port:` in shipchart.yaml.',
    retry: true,
  });
}

/** Package managers read these; none of them is a secret. */
const KEPT = ['LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'npm_config_cache', 'npm_config_registry', 'npm_config_prefer_offline'];

/**
 * What commands see: this Node first on the PATH, the package manager's cache and registry, and a home of their own, so that neither the
 * operator's dot files nor the server's environment reach them.
 */
async function bareEnvironment(data: string): Promise<Record<string, string>> {
  const home = join(data, 'home');
  await mkdir(home, { recursive: true });
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    npm_config_cache: process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? home, '.npm'),
    npm_config_userconfig: process.env['npm_config_userconfig'] ?? join(process.env['HOME'] ?? home, '.npmrc'),
    npm_config_update_notifier: 'false',
    // An install that also asks for advisories waits minutes where the registry gives none; `security-scan` asks in its own step.
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    PATH: [dirname(process.execPath), process.env['PATH'] ?? '/usr/bin:/bin'].join(':'),
    CI: 'true',
    NO_COLOR: '1',
  };
}
