import { serve, type ServerType } from '@hono/node-server';
import { mkdir } from 'node:fs/promises';
import { createServer as createProbe } from 'node:net';
import { readDelivery } from '../chart/read-delivery.ts';
import { drawChart } from '../chart/picture.ts';
import { readDocument } from '../chart/document.ts';
import type { LocalHost } from '../integrations/local/host-client.ts';
import { WorldFailure } from '../ports/failure.ts';
import { createServer } from '../server/server.ts';
import { createViews } from '../server/views/views.ts';
import type { Services } from '../server/services.ts';
import { declarations, stepKinds } from '../steps/kinds.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { deliverLetters } from '../worker/deliver-letters.ts';
import { keepLeases } from '../worker/keep-leases.ts';
import { listenToHost } from '../worker/listen-to-host.ts';
import type { Shell } from '../worker/shell.ts';
import { buryJob } from '../worker/bury-job.ts';
import { createWorker } from '../worker/worker.ts';
import { openAudit, type AuditTrail } from './audit/audit.ts';
import { auditedSecrets } from './audit/audited-secrets.ts';
import { chatOf } from './chat.ts';
import { openAwsWorld } from './aws-environments.ts';
import type { Configuration } from './configuration.ts';
import { storePlace } from './database.ts';
import { forPeople } from './for-people.ts';
import { createMedia } from './integrations.ts';
import { configureEnvironments, connectLocalHost, publicAddress, rulesOf } from './local-environments.ts';
import { createHerald } from './herald.ts';
import { openDockerWorld } from './docker-environments.ts';
import { examine } from './doctor.ts';
import { GITHUB, openGitHub, type GitHub } from './github.ts';
import { healthOf } from './health-of.ts';
import { policyNow, type PolicyNow } from './operator-policy.ts';
import { peopleNow, whoMay, type PeopleNow } from './people-now.ts';
import { baseRefOf, hearPushes } from './pushes.ts';
import { createStarter } from './run-starter.ts';
import { openVault, whyNotOperate } from './secrets.ts';
import { announceServer } from './server-file.ts';
import { linkTo, openStepPorts } from './step-ports.ts';
import { openTokens, type Tokens } from './tokens.ts';
import { purposeOf } from './triggers.ts';
import { VERSION } from './version.ts';

const LOOPBACK = '127.0.0.1';

export interface ControlPlane {
  /** `http://127.0.0.1:4400` */
  address: string;
  tokens: Tokens;
  store: Store;
  host: LocalHost;
  /** Hands everything under way back to the store, and ends. `everything`: the releases and the host process too. */
  stop(how: 'leave-releases' | 'everything'): Promise<void>;
}

/**
 * Opens the store, connects the host, starts worker and server. Whatever was under way when the last one ended goes on.
 * @throws Complaint where a person can do something about it (a port in use, a folder in use …); what was started by then is ended again
 */
export async function startControlPlane(
  configuration: Configuration,
  options: { lingerSeconds?: number } = {},
): Promise<ControlPlane> {
  const { data } = configuration;
  const endings: (() => unknown)[] = [];
  try {
    await assertFree(configuration.port);
    await mkdir(data, { recursive: true, mode: 0o700 });
    return await assemble(configuration, options, endings);
  } catch (error) {
    for (const end of endings.reverse()) await end();
    throw forPeople(error);
  }
}

async function assemble(
  configuration: Configuration,
  options: { lingerSeconds?: number },
  endings: (() => unknown)[],
): Promise<ControlPlane> {
  const { data } = configuration;
  const known = peopleNow(configuration);
  const tokens = await openTokens(configuration, known);
  const place = { address: '' };
  const store = await openStore(await storePlace(data, configuration.database), {
    rulesOf: (environment) => rulesOf(configuration, environment),
    herald: createHerald(configuration, (runId, node) => linkTo(configuration, place.address, runId, node)),
    deliveryOf: soundDelivery,
    report: reportBug,
  });
  endings.push(() => store.close());
  const host = await connectLocalHost(data, options);
  endings.push(() => host.close());
  const world = (await openAwsWorld(configuration)) ?? (await openDockerWorld(configuration));
  if (world) endings.push(world.close);
  else await configureEnvironments(host, configuration);
  const core = { configuration, known, store, host };
  const audit = await openAudit(configuration, store, Date.now);
  const vault = await openVault(configuration, store);
  const secrets = { ...vault, ...auditedSecrets(vault, audit) };
  const ports = await openStepPorts({ ...core, world, address: () => place.address });
  const policy = policyNow(configuration.policyFile, Object.keys(configuration.environments));
  const stopWorking = startWorking(
    { store, kinds: stepKinds, ports, secrets, policy, now: Date.now, calls: new Map(), reportBug },
    host,
  );
  endings.push(stopWorking);
  const media = createMedia(configuration.integrations);
  const stopDelivering = deliverLetters({ store, media, now: Date.now, jitter: Math.random, reportBug });
  endings.push(stopDelivering);
  const github = await openGitHub(configuration, store);
  const base = await baseRefOf(configuration.project);
  const services = createServices({ ...core, tokens, ports, secrets, audit, policy, base, github });
  const server = await listen(services, configuration.port);
  place.address = `http://${LOOPBACK}:${portOf(server)}`;
  const stopHearing: () => unknown = github
    ? github.hear(services)
    : await hearPushes(configuration.project, place.address, tokens, services);
  endings.push(stopHearing);
  const withdraw = await announceServer(data, place.address);
  return {
    address: place.address,
    tokens,
    store,
    host,
    async stop(how) {
      await withdraw();
      await stopHearing();
      await close(server);
      await stopWorking();
      await stopDelivering();
      if (how === 'everything') await host.stop();
      else await host.close();
      await world?.close();
      await store.close();
    },
  };
}

/** Takes jobs, hears the host, renews leases; the answer ends all three. */
function startWorking(shell: Shell, host: LocalHost): () => Promise<void> {
  const over = new AbortController();
  const stopWork = shell.store.work(createWorker(shell), { dead: (job, error) => buryJob(shell, job, error) });
  void listenToHost(shell, host.events(0, over.signal), over.signal).catch(
    (error: unknown) => over.signal.aborted || reportBug(error, 'host events'),
  );
  const stopLeases = keepLeases(shell);
  return async () => {
    over.abort();
    stopLeases();
    await stopWork();
  };
}

/** Asked before anything is started, so that the most common mistake leaves nothing behind. @throws WorldFailure `port-in-use` */
async function assertFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portInUse(port) : error),
    );
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve()));
  });
}

function soundDelivery(text: string, fileName: string) {
  const { delivery, problems } = readDelivery(fileName, text, declarations);
  if (!delivery) throw new Error(`a stored document is not sound any more: ${JSON.stringify(problems[0])}`);
  return delivery;
}

function createServices(parts: {
  configuration: Configuration;
  known: PeopleNow;
  store: Store;
  host: LocalHost;
  tokens: Tokens;
  ports: Shell['ports'];
  secrets: Services['secrets'];
  audit: AuditTrail;
  policy: PolicyNow;
  base: string;
  github: GitHub | undefined;
}): Services {
  const { configuration, known, store, host, tokens, ports, secrets, audit, policy, base, github } = parts;
  const triggers = configuration.triggers ?? { branches: [base.replace(/^refs\/heads\//, '')], tags: [] };
  const projects = [{ name: configuration.project.name, environments: Object.keys(configuration.environments) }];
  const addressOf = async (environment: string) =>
    configuration.environments[environment]?.address ?? publicAddress(await host.describe(environment));
  const views = createViews({ store, projects, addressOf });
  return {
    store,
    blobs: ports.blobs,
    declarations,
    whoHas: tokens.whoHas,
    ...whoMay(known),
    whyNotOperate: (person) => whyNotOperate(configuration, person),
    secrets,
    audit,
    chat: chatOf(configuration, known),
    webhooks: github ? { [GITHUB]: github.webhook } : {},
    policy,
    publicHost: configuration.publicAddress === undefined ? undefined : new URL(configuration.publicAddress).hostname,
    people: () => Object.entries(known().people).map(([name, { groups }]) => ({ name, groups })),
    startRun: createStarter({ configuration, store, source: ports.source, policy, base }),
    purposeOf: (ref) => purposeOf(triggers, ref),
    projects,
    addressOf,
    healthOf: (environment) => healthOf(ports.runtime, environment),
    doctor: () => examine({ configuration, store, host, ports, media: createMedia(configuration.integrations), audit }),
    drawChart: drawStored(store),
    views,
    version: VERSION,
    now: Date.now,
    reportBug,
  };
}

/** Documents never change under their hash, so each is laid out once. */
function drawStored(store: Store): (hash: string) => Promise<string> {
  const drawn = new Map<string, string>();
  return async (hash) => {
    const kept = drawn.get(hash);
    if (kept !== undefined) return kept;
    const stored = await store.document(hash);
    const read = stored && readDocument(stored.fileName, stored.text);
    if (!read || 'problems' in read) throw new Error(`a stored document can't be read any more: ${hash}`);
    const { svg } = drawChart(read.document.chartText);
    drawn.set(hash, svg);
    return svg;
  };
}

function listen(services: Services, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: createServer(services).fetch, hostname: LOOPBACK, port }, () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portInUse(port) : error),
    );
  });
}

function portOf(server: ServerType): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server listens on no port');
  return address.port;
}

/** Open event streams would keep the server waiting for ever. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

function portInUse(port: number): WorldFailure {
  return new WorldFailure({
    code: 'port-in-use',
    message: `Port ${port} is taken by another program.`,
    hint: 'Stop that program, or set another `port:` in shipchart.yaml.',
    retry: false,
  });
}

function reportBug(error: unknown, about: string): void {
  if (error instanceof WorldFailure) console.error(`shipchart: ${about}: ${error.message} ${error.hint}`);
  else console.error(`shipchart: a bug of its own (${about}):`, error);
}
