import type { Environment } from '../engine/environment/environment.ts';
import type { Advisories } from '../ports/advisories.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Cdn } from '../ports/cdn.ts';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { ImageBuilder } from '../ports/image-builder.ts';
import type { LoadGenerator } from '../ports/load-generator.ts';
import type { Metrics, MetricsSource } from '../ports/metrics.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Pager } from '../ports/pager.ts';
import type { Router } from '../ports/router.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Source } from '../ports/source.ts';
import type { Workspaces } from '../ports/workspaces.ts';

/** The world as steps see it. `main.ts` chooses the adapters. */
export interface StepPorts {
  source: Source;
  workspaces: Workspaces;
  blobs: Blobs;
  commands: CommandRunner;
  images: ImageBuilder;
  runtime: Runtime;
  router: Router;
  /** What the router counts itself. */
  metrics: Metrics;
  /** Others that count, by the name under which documents ask for them. */
  metricsSources: Readonly<Record<string, MetricsSource>>;
  cdn: Cdn;
  notifier: Notifier;
  pager: Pager;
  advisories: Advisories;
  /** In order of preference; the first that is available runs. */
  loadGenerators: readonly LoadGenerator[];
  environments: Environments;
  people: People;
  places: Places;
}

/** What environments hold, for steps that look without claiming. */
export interface Environments {
  stateOf(name: string): Promise<Environment>;
}

/** Who is in which group. */
export interface People {
  /** Names of a group's members; undefined where there is no such group. */
  membersOf(group: string): readonly string[] | undefined;
  /** Who has this mail address; for telling people, never for what they may do: anybody can write any address into a commit. */
  byMail(address: string): string | undefined;
}

/** Addresses and folders that steps hand on. */
export interface Places {
  /** Where an environment's traffic enters, for tests against it. */
  urlOf(environment: string): Promise<string>;
  /** The page of a run, at a node where given. */
  linkTo(runId: string, node?: string): string;
  /** The base of the environment that commands see: PATH and the package manager's settings, nothing secret. */
  commandEnvironment(): Readonly<Record<string, string>>;
}
