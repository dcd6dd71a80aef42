import type { Change, HomeView, RunSummary, RunView, EnvironmentView } from '../api/shapes.ts';
import type { Declarations } from '../chart/declaration.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Store } from '../store/store.ts';

/** What routes may use. `main` gives the real ones. */
export interface Services {
  store: Store;
  blobs: Blobs;
  declarations: Declarations;
  /** Whose token this is; undefined for nobody's. */
  whoHas(token: string): Person | undefined;
  /** Starts runs for a push or a command. @throws Refusal as `RequestRefused` */
  startRun(wanted: WantedRun, by: Person): Promise<RunSummary>;
  /** Whether a push to this ref is delivered. */
  delivers(ref: string): boolean;
  /** The environments that are configured, by project. */
  projects: readonly { name: string; environments: readonly string[] }[];
  addressOf(environment: string): Promise<string | undefined>;
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
  /** What a change notice of the store looks like on the wire. */
  change(notice: { type: 'run' | 'environment' | 'inbox'; id: string }): Promise<Change | undefined>;
}

export interface Person {
  name: string;
  groups: readonly string[];
}

export interface WantedRun {
  project: string | undefined;
  ref: string;
  /** Given by a push: the commit it leads to. */
  commit?: string;
  adopt?: readonly string[];
}
