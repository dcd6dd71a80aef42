import { readDelivery } from '../chart/read-delivery.ts';
import type { DoctorCheck } from '../api/shapes.ts';
import type { LocalHost } from '../integrations/local/host-client.ts';
import { whyNotConfined } from '../integrations/bubblewrap/confined-runner.ts';
import type { Medium } from '../ports/medium.ts';
import { WorldFailure } from '../ports/failure.ts';
import { declarations } from '../steps/kinds.ts';
import type { StepPorts } from '../steps/step-ports.ts';
import type { Store } from '../store/store.ts';
import type { AuditTrail } from './audit/audit.ts';
import type { Configuration } from './configuration.ts';

const DOCUMENT_BYTES_MAX = 1024 * 1024;
const RUNS_COUNTED_MAX = 1_000;
/** Whoever has not answered by then is told as silent. */
const PATIENCE_MS = 4_000;

interface Examined {
  configuration: Configuration;
  store: Store;
  host: LocalHost;
  ports: StepPorts;
  media: readonly Medium[];
  audit: Pick<AuditTrail, 'whyNotCopied'>;
}

type Finding = Pick<DoctorCheck, 'state' | 'detail' | 'hint'>;
type Question = { area: string; name: string; ask: () => Promise<Finding | string> };

/** Asks everything that is configured whether it answers. A secret is never among the answers: none is ever asked for. */
export function examine(examined: Examined): Promise<DoctorCheck[]> {
  return Promise.all(
    questions(examined).map(async ({ area, name, ask }) => ({ area, name, ...(await answerTo(ask)) })),
  );
}

function questions(examined: Examined): Question[] {
  const { configuration, store, ports, media } = examined;
  return [
    { area: 'Shipchart', name: 'Node.js', ask: async () => process.version },
    { area: 'Shipchart', name: 'store', ask: () => askStore(store) },
    { area: 'Shipchart', name: 'queue', ask: () => askQueue(store) },
    { area: 'Shipchart', name: 'audit', ask: async () => askAudit(examined) },
    { area: 'Shipchart', name: 'sandbox', ask: () => askSandbox(examined) },
    { area: 'Project', name: 'repository', ask: () => askRepository(examined) },
    { area: 'Project', name: 'document', ask: () => askDocument(examined) },
    ...Object.keys(configuration.environments).map((name) => ({
      area: 'Environments',
      name,
      ask: () => askEnvironment(examined, name),
    })),
    ...Object.entries(ports.metricsSources).flatMap(([source, { examine: tryOut }]) =>
      Object.keys(configuration.environments).map((name) => ({
        area: 'Metrics',
        name: `${source}: ${name}`,
        ask: () => tryOut(name),
      })),
    ),
    ...media.map((medium) => ({ area: 'People', name: medium.name, ask: () => medium.examine() })),
    ...ports.loadGenerators.map(({ name, available }) => ({
      area: 'Tools',
      name,
      ask: async () =>
        (await available()) ? 'can drive load tests' : absent('is not installed; the next one is used'),
    })),
    ...Object.entries(configuration.people).map(([name, { groups }]) => ({
      area: 'People',
      name,
      ask: async () => (groups.length > 0 ? groups.join(', ') : absent('is in no group, so may answer no review')),
    })),
  ];
}

async function askStore(store: Store): Promise<string> {
  const runs = (await store.activeRuns(RUNS_COUNTED_MAX)).length;
  return runs === 1 ? 'one run is under way' : `${runs} runs are under way`;
}

async function askQueue(store: Store): Promise<Finding | string> {
  const dead = await store.deadJobs(100);
  if (dead.length === 0) return 'nothing lies dead';
  return { state: 'failing', detail: `${dead.length} jobs failed for good`, hint: 'Look at the server’s own output.' };
}

async function askSandbox({ configuration: { confinement } }: Examined): Promise<Finding | string> {
  const why = await whyNotConfined();
  if (confinement && why === undefined) return `commands are confined; network: ${confinement.network}`;
  if (confinement)
    return {
      state: 'failing',
      detail: `no command starts: ${why}`,
      hint: 'Install bubblewrap, or take `sandbox:` away.',
    };
  return {
    ...absent(
      `commands run as the user of this server, and reach what it reaches${why === undefined ? '' : `; ${why}`}`,
    ),
    hint: 'Set `sandbox: { network: none }` in shipchart.yaml, on Linux with bubblewrap.',
  };
}

function askAudit({ configuration: { auditHeads }, audit }: Examined): Finding | string {
  if (auditHeads === undefined)
    return {
      ...absent('its heads are copied nowhere, so a tail that was cut off would not show'),
      hint: 'Set `audit: { heads: FILE }`, a file on another disk or machine.',
    };
  const why = audit.whyNotCopied();
  if (why === undefined) return `its heads are copied to ${auditHeads}`;
  return { state: 'failing', detail: `its newest head was not copied: ${why}`, hint: `See ${auditHeads}.` };
}

async function askRepository({ configuration: { project }, ports }: Examined): Promise<string> {
  const commit = await ports.source.resolve(project.branch ?? 'HEAD');
  return `${project.branch ?? 'HEAD'} is at ${commit.id.slice(0, 7)} “${commit.subject}”`;
}

async function askDocument({ configuration: { project }, ports }: Examined): Promise<Finding | string> {
  const { id } = await ports.source.resolve(project.branch ?? 'HEAD');
  const text = await ports.source.file(id, project.document, DOCUMENT_BYTES_MAX);
  if (text === undefined)
    return { state: 'failing', detail: `${project.document} is not there`, hint: 'Write it with `shipchart init`.' };
  const { delivery, problems } = readDelivery(project.document, text, declarations);
  if (delivery) return `${project.document} is sound: ${delivery.order.length} nodes`;
  return {
    state: 'failing',
    detail: `${project.document} has ${problems.length} problems`,
    hint: '`shipchart check` lists them.',
  };
}

async function askEnvironment({ configuration, host, ports }: Examined, name: string): Promise<string> {
  const address = configuration.environments[name]?.address ?? (await host.describe(name)).address;
  await ports.router.weights(name);
  return address === undefined ? 'listens on no port' : `takes traffic at ${address}`;
}

async function answerTo(ask: Question['ask']): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Finding>((resolve) => {
    timer = setTimeout(
      () => resolve({ state: 'failing', detail: `no answer for ${PATIENCE_MS / 1_000} s` }),
      PATIENCE_MS,
    );
  });
  try {
    const said = await Promise.race([ask(), silence]);
    return typeof said === 'string' ? { state: 'ok', detail: said } : said;
  } catch (error) {
    if (error instanceof WorldFailure) return { state: 'failing', detail: error.message, hint: error.hint };
    return { state: 'failing', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function absent(detail: string): Finding {
  return { state: 'absent', detail };
}
