import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { readPolicy } from '../chart/policy/read-policy.ts';
import type { Confinement } from '../integrations/bubblewrap/confined-line.ts';
import { duration, environmentName, milliseconds, repositoryPath } from '../lib/settings.ts';
import { RIGHTS, type Role } from '../lib/rights.ts';
import { declarations } from '../steps/kinds.ts';
import { CONFIGURATION_FILE } from './configuration-file.ts';
import { containers, docker, haproxy, whyNotOnDocker } from './docker-settings.ts';
import { alb, aws, awsOwn, cloudfront, ecs, whyNotOnAws } from './aws-settings.ts';
import { chosenDatabase, databaseAddress } from './database.ts';
import { secretReference, type SecretReference } from './secret.ts';
import { integrations, type Integrations } from './integrations.ts';
import { sayProblem } from './operator-policy.ts';
import type { Triggers } from './triggers.ts';

const PORT_DEFAULT = 4400;

const port = z.number().int().min(0).max(65_535);

const environment = z.strictObject({
  production: z
    .boolean()
    .optional()
    .describe('Whether people are hurt when it breaks; the one called `production` by default.'),
  port: port.default(0).describe('Loopback port of its traffic; 0 lets the host choose and keep one.'),
  'cdn-port': port.optional().describe('Loopback port of the cache in front of it; left out: no cache.'),
  queue: z
    .enum(['fifo', 'newest-first'])
    .default('fifo')
    .describe('Whose turn is next where several runs wait for it.'),
  supersede: z
    .boolean()
    .default(false)
    .describe(
      'Whether a newer run of the same branch ends older ones that wait for it, with the reason written on them.',
    ),
  health: z
    .string()
    .startsWith('/')
    .default('/healthz')
    .describe('A release is healthy when a GET of this path answers 200.'),
  'warm-up': z
    .strictObject({ paths: z.array(z.string().startsWith('/')).min(1), requests: z.number().int().min(0).max(10_000) })
    .optional()
    .describe('Requests sent to a new release before it gets any traffic.'),
  address: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where its traffic comes in, where that is not the local host: tests and people go there.'),
  docker: containers.optional().describe('How its containers run, with `docker:` below.'),
  aws: awsOwn.optional().describe('Where it lives and as whom, where that differs from `aws:` above.'),
  cloudfront: cloudfront.optional(),
  ecs: ecs.optional().describe('The services of ECS that its releases run as.'),
  alb: alb.optional().describe('The load balancer of AWS that splits its traffic.'),
  haproxy: haproxy.optional().describe('The HAProxy that splits its traffic.'),
  variables: z
    .record(z.string(), z.string())
    .default({})
    .describe('Environment variables of its releases; not for secrets.'),
});

const person = z.strictObject({
  groups: z.array(z.string()).default([]),
  mail: z.email().optional().describe('Where mail reaches them; commits by this address are theirs.'),
  slack: z
    .string()
    .regex(/^[UW][A-Z0-9]{5,20}$/)
    .optional()
    .describe('Their member ID on Slack, for example U024BE7LH.'),
  github: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?$/)
    .optional()
    .describe('Their login on GitHub: what they push there is theirs here.'),
});

const role = z.strictObject({
  groups: z.array(z.string().min(1).max(100)).min(1).max(50).describe('Members of any of these have the role.'),
  may: z
    .array(z.enum(RIGHTS))
    .min(1)
    .describe('`see`, `run` (start, stop and retry runs), `review`, `operate` (environments, secrets, audit).'),
  environments: z
    .array(environmentName())
    .min(1)
    .max(50)
    .optional()
    .describe('Only there; everywhere where left out. Starting a run needs `run` in all.'),
});

const audience = z.array(z.string().min(1).max(100)).max(20).default([]);

const notifyRules = z
  .strictObject({
    failures: audience.describe('Hear of each run that failed, was rejected or was rolled back: `author`, "#ci" …'),
    deliveries: audience.describe('Hear of each run that was delivered.'),
    'quiet-repeats': duration()
      .default('0s')
      .describe('A channel hears the same trouble once in this time; the next message counts what was kept quiet.'),
  })
  .prefault({});

const MEBIBYTE = 1024 * 1024;

const sandbox = z.strictObject({
  network: z
    .enum(['none', 'host'])
    .describe('`none`: not even this machine. `host`: all that this machine reaches, this server included.'),
  readable: z
    .array(z.string().startsWith('/'))
    .max(50)
    .default([])
    .describe('Paths outside /usr that commands may read: tools, browsers.'),
  'memory-mib': z.number().int().min(1_024).default(4_096).describe('The most that one process of a command may take.'),
  'file-mib': z.number().int().min(1).default(2_048).describe('The largest file that a command may write.'),
  processes: z.number().int().min(16).default(4_096).describe('Processes of this user; holds where that is not root.'),
});

const schema = z.strictObject({
  shipchart: z.literal(1),
  port: port.default(PORT_DEFAULT).describe('Loopback port of the page and the API.'),
  database: databaseAddress
    .optional()
    .describe('A PostgreSQL server that several nodes share, without a password; DATABASE_URL comes before it.'),
  address: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('How people reach the page through a proxy of yours: links use it, and the server answers for its name.'),
  integrations: integrations.default({}).describe('What Shipchart speaks with; nothing where left out.'),
  docker: docker
    .optional()
    .describe('Runs all environments as containers, built from the Dockerfile of the repository.'),
  aws: aws.optional().describe('Where environments live on AWS, and as whom Shipchart works there.'),
  notify: notifyRules.describe('Who hears of runs besides those whom their charts tell.'),
  'trust-pushers': z
    .boolean()
    .default(false)
    .describe(
      'Whether whoever can push may run commands as the user of this server. Without it, commands never run beside a production environment.',
    ),
  project: z
    .strictObject({
      name: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
        .optional(),
      repository: z.string().default('.'),
      document: repositoryPath().default('DELIVERY.md'),
      branch: z
        .string()
        .optional()
        .describe('The branch whose pushes are delivered; the default branch where left out.'),
    })
    .default({ repository: '.', document: 'DELIVERY.md' }),
  triggers: z
    .strictObject({
      branches: z.array(z.string().min(1).max(200)).max(100).default([]),
      tags: z.array(z.string().min(1).max(200)).max(100).default([]),
    })
    .optional()
    .describe(
      'The branches and tags whose pushes are delivered, as names or globs such as `release/*`; the default branch where left out. Every other push is checked.',
    ),
  policy: z.json().optional().describe('What every chart must keep before it may run: see docs/policy.md.'),
  conditions: z
    .record(z.string(), z.json())
    .optional()
    .describe('Conditions of your own, by name, under which the policy lets an `approval-rule` answer no.'),
  environments: z.record(environmentName(), environment).optional(),
  'stand-in': z
    .url()
    .optional()
    .describe('Address of a running `shipchart stand-in`; notices, incidents and invalidations then go through it.'),
  secrets: z
    .strictObject({
      'master-key': secretReference
        .optional()
        .describe(
          'Where the key that seals the secrets stands; .shipchart/master.key, made at the first start, where left out.',
        ),
    })
    .default({}),
  audit: z
    .strictObject({
      heads: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe(
          'A file on another disk or machine that gets a copy of each signed head: with it, a tail that was cut off shows.',
        ),
    })
    .default({}),
  sandbox: sandbox
    .optional()
    .describe('Confines every command with bubblewrap, on Linux; without it, commands run as the user of this server.'),
  operators: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Groups whose members may set secrets; whoever runs the server always may.'),
  roles: z
    .array(role)
    .max(50)
    .optional()
    .describe('What groups may do. Left out: whoever has a token may do everything, and reading needs none.'),
  people: z
    .record(z.string(), person)
    .optional()
    .describe('Who is in which group. Each person gets a token of their own in .shipchart/people/.'),
});

const soundSchema = schema.superRefine(({ docker: onDocker, aws: account, environments }, context) => {
  const wrong =
    whyNotOnDocker(onDocker !== undefined, environments) ??
    whyNotOnAws({ aws: account, docker: onDocker }, environments);
  if (wrong) context.addIssue({ code: 'custom', path: ['environments', wrong.name], message: wrong.why });
  if (onDocker && !environments)
    context.addIssue({ code: 'custom', path: ['docker'], message: 'name the `environments:` that run there' });
});

type Read = z.infer<typeof schema>;
export type Person = {
  groups: readonly string[];
  mail?: string | undefined;
  slack?: string | undefined;
  github?: string | undefined;
};
export type EnvironmentConfiguration = z.infer<typeof environment>;

export interface Configuration {
  /** Where everything of Shipchart's own is kept: `.shipchart`. */
  data: string;
  port: number;
  /** Address of a PostgreSQL server, perhaps with a password; absent: the database is in the data folder. */
  database?: string;
  trustPushers: boolean;
  project: {
    name: string;
    repository: string;
    document: string;
    branch: string | undefined;
    /** Who pushes to a bare repository on this machine, where it is one known person. */
    pusher?: string;
  };
  /** Left out: pushes of the default branch are delivered. */
  triggers?: Triggers;
  /** The file that may hold a policy; left out where there was none at the start. */
  policyFile?: string;
  environments: Readonly<Record<string, EnvironmentConfiguration>>;
  /** Left out: releases are processes of the local host. */
  docker?: z.infer<typeof docker>;
  /** Where environments live on AWS. */
  aws?: z.infer<typeof aws>;
  /** Address of a vendor that fails on command, where one stands in front. */
  standIn?: string;
  /** How people reach the page, where that is not loopback; without a slash at the end. */
  publicAddress?: string | undefined;
  integrations: Integrations;
  /** Who hears of runs besides those whom their charts tell. */
  notify: { failures: readonly string[]; deliveries: readonly string[]; quietRepeatsMs: number };
  people: Readonly<Record<string, Person>>;
  /** Groups whose members may set secrets. Absent: only whoever runs the server. */
  operators?: readonly string[];
  /** What groups may do. Absent: everybody everything. */
  roles?: readonly Role[] | undefined;
  /** How commands are confined; absent: they are not. */
  confinement?: Confinement;
  /** A file that gets a copy of each signed head of the audit. */
  auditHeads?: string;
  /** Where the key that seals the secrets stands; absent: in the data folder. */
  masterKey?: SecretReference;
}

/** A configuration file that can't be used: every problem, with its place. */
export class ConfigurationProblems extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Reads `shipchart.yaml` in `directory`, or takes the local defaults. @throws ConfigurationProblems, Complaint */
export async function readConfiguration(
  directory: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  const path = join(directory, CONFIGURATION_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const read = text === undefined ? schema.parse({ shipchart: 1 }) : parseConfiguration(text);
  const configuration = complete(directory, read, chosenDatabase(read.database, variables));
  if (text === undefined) return configuration;
  const { problems } = readPolicy(CONFIGURATION_FILE, text, declarations, Object.keys(configuration.environments));
  if (problems.length > 0) throw new ConfigurationProblems(problems.map(sayProblem));
  return { ...configuration, policyFile: path };
}

function parseConfiguration(text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const wrong = document.errors.map((error) => `${place(lines, error.pos[0])}: ${error.message.split('\n')[0]}`);
  if (wrong.length > 0) throw new ConfigurationProblems(wrong);
  const read = soundSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (read.success) return read.data;
  throw new ConfigurationProblems(
    read.error.issues.map((issue) => {
      const node = document.getIn(issue.path as unknown[], true);
      const offset =
        typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null)?.[0] : 0;
      return `${place(lines, offset ?? 0)}: ${issue.path.join('.') || 'the file'}: ${issue.message}`;
    }),
  );
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${CONFIGURATION_FILE}:${line}:${col}`;
}

function complete(directory: string, read: Read, database: string | undefined): Configuration {
  return {
    data: join(directory, '.shipchart'),
    port: read.port,
    ...(database === undefined ? {} : { database }),
    trustPushers: read['trust-pushers'],
    project: {
      name: read.project.name ?? projectName(directory),
      repository: resolve(directory, read.project.repository),
      document: read.project.document,
      branch: read.project.branch,
    },
    publicAddress: read.address?.replace(/\/+$/, ''),
    integrations: read.integrations,
    operators: read.operators,
    ...(read.sandbox === undefined ? {} : { confinement: confinementOf(read.sandbox) }),
    ...(read.audit.heads === undefined ? {} : { auditHeads: resolve(directory, read.audit.heads) }),
    ...(read.secrets['master-key'] === undefined ? {} : { masterKey: read.secrets['master-key'] }),
    notify: {
      failures: read.notify.failures,
      deliveries: read.notify.deliveries,
      quietRepeatsMs: milliseconds(read.notify['quiet-repeats']),
    },
    ...(read.triggers === undefined ? {} : { triggers: read.triggers }),
    environments: read.environments ?? localEnvironments(),
    ...(read.docker === undefined ? {} : { docker: read.docker }),
    ...(read.aws === undefined ? {} : { aws: read.aws }),
    ...(read['stand-in'] === undefined ? {} : { standIn: read['stand-in'] }),
    roles: read.roles,
    people: peopleOf(read),
  };
}

/** Of the file's text, who is known and what they may. @throws ConfigurationProblems */
export function readPeople(text: string): { people: Configuration['people']; roles: Configuration['roles'] } {
  const read = parseConfiguration(text);
  return { people: peopleOf(read), roles: read.roles };
}

function peopleOf({ people }: Read): Configuration['people'] {
  return people ?? { [userInfo().username]: { groups: ['senior-engineers'] } };
}

function confinementOf(given: z.infer<typeof sandbox>): Confinement {
  return {
    readable: [dirname(process.execPath), ...given.readable],
    network: given.network,
    limits: {
      processes: given.processes,
      memoryBytes: given['memory-mib'] * MEBIBYTE,
      fileBytes: given['file-mib'] * MEBIBYTE,
    },
  };
}

function projectName(directory: string): string {
  const name = basename(resolve(directory))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' ? 'project' : name;
}

function localEnvironments(): Record<string, EnvironmentConfiguration> {
  return { staging: environment.parse({}), production: environment.parse({ 'cdn-port': 0 }) };
}

/** Whether breaking it hurts people. */
export function isProduction(name: string, { production }: EnvironmentConfiguration): boolean {
  return production ?? name === 'production';
}
