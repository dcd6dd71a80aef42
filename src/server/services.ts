import type {
  Change,
  DoctorCheck,
  EnvironmentHealth,
  HomeView,
  RunSummary,
  RunView,
  EnvironmentView,
} from '../api/shapes.ts';
import type { SecretView } from '../api/secret-shapes.ts';
import type { Declarations } from '../chart/declaration.ts';
import type { Policy } from '../chart/policy/policy.ts';
import type { ChainedEntry } from '../lib/audit-chain.ts';
import type { Right } from '../lib/rights.ts';
import type { Audit } from '../ports/audit.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { SecretScope } from '../ports/secrets.ts';
import type { Store } from '../store/store.ts';

/** What routes may use. `main` gives the real ones. */
export interface Services {
  store: Store;
  blobs: Blobs;
  declarations: Declarations;
  /** Whose token this is; undefined for nobody's. */
  whoHas(token: string): Person | undefined;
  /** Reads what a chat's buttons send; undefined where no chat may answer. */
  chat: Chat | undefined;
  /** What other services may tell, by vendor. */
  webhooks: Readonly<Record<string, Webhook>>;
  /** The name that a proxy in front answers for; undefined: this machine's own only. */
  publicHost: string | undefined;
  /** Why a person may not do this in these environments; undefined where they may. @throws WorldFailure `people-unreadable` */
  whyMayNot(person: Person, right: Right, environments: readonly string[]): string | undefined;
  /** Whether reading needs a token too. @throws WorldFailure `people-unreadable` */
  asksWhoReads(): boolean;
  /** Why a person may not keep secrets; undefined where they may. */
  whyNotOperate(person: Person): string | undefined;
  secrets: SecretKeeping;
  /** What the operator asks of every chart, as the file says it now. @throws WorldFailure `policy-unreadable` */
  policy(): Promise<Policy | undefined>;
  /** Who did what. */
  audit: Audit & { after(seq: number, limit: number): Promise<ChainedEntry[]>; publicKey: string };
  /** Everybody who is known now. */
  people(): readonly Person[];
  /** Starts runs for a push or a command. @throws Refusal as `RequestRefused` */
  startRun(wanted: WantedRun, by: Person): Promise<RunSummary>;
  /** What a push to this ref starts: a delivery, a check, or nothing. */
  purposeOf(ref: string): WantedRun['purpose'];
  /** The environments that are configured, by project. */
  projects: readonly { name: string; environments: readonly string[] }[];
  addressOf(environment: string): Promise<string | undefined>;
  /** What stands in each colour now; `unknown` where whatever runs it does not answer. */
  healthOf(environment: string): Promise<EnvironmentHealth>;
  /** Asks everything that is configured whether it answers. */
  doctor(): Promise<DoctorCheck[]>;
  /** The chart of a document as SVG, laid out once and kept. */
  drawChart(documentHash: string): Promise<string>;
  views: Views;
  version: string;
  now(): number;
  /** A bug of ours: said once, loudly. */
  reportBug(error: unknown, about: string): void;
}

export interface Views {
  home(): Promise<HomeView>;
  run(id: string): Promise<RunView | undefined>;
  environment(name: string): Promise<EnvironmentView | undefined>;
  /** What a change notice of the store looks like on the wire; undefined where pages don't show it. */
  change(notice: { type: 'run' | 'environment' | 'inbox' | 'outbox'; id: string }): Promise<Change | undefined>;
}

/** Secrets as people handle them: set, listed, removed, never read. */
export interface SecretKeeping {
  list(project: string): Promise<SecretView[]>;
  set(project: string, name: string, scope: SecretScope, value: string, by: string): Promise<SecretView>;
  /** False where there is none. */
  remove(project: string, name: string, scope: SecretScope): Promise<boolean>;
  /** How many were sealed anew. @throws WorldFailure */
  rotate(project: string): Promise<number>;
}

export interface Person {
  name: string;
  groups: readonly string[];
}

export interface Chat {
  /** What a click says, once its signature holds; undefined for a forged, stale or other one. */
  readClick(request: ChatRequest): Promise<Click | undefined>;
}

export interface Webhook {
  /** Keeps what was told where its signature holds; a repeat changes nothing. */
  keep(request: Omit<ChatRequest, 'nowSeconds'>): Promise<'first' | 'repeated' | 'forged'>;
}

export interface ChatRequest {
  header(name: string): string | undefined;
  /** The bytes as they came. */
  body: string;
  nowSeconds: number;
}

export interface Click {
  run: string;
  node: string;
  decision: 'approved' | 'rejected';
  /** Who clicked; undefined: nobody known here. */
  person: Person | undefined;
  /** `everybody`: stands in place of the question; `clicker`: only they read it. @throws WorldFailure */
  reply(to: 'everybody' | 'clicker', text: string): Promise<void>;
}

export interface WantedRun {
  project: string | undefined;
  ref: string;
  /** Given by a push: the commit it leads to. */
  commit?: string;
  /** `delivery` where left out. */
  purpose?: RunSummary['purpose'] | undefined;
  adopt?: readonly string[];
}
