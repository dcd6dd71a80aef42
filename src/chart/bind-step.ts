import type { Json, JsonObject } from '../lib/json.ts';
import type { Problem } from '../lib/problem.ts';
import type { ChartNode } from './chart.ts';
import type { Declaration, Declarations } from './declaration.ts';
import type { RawSettings, Step } from './delivery.ts';
import type { DeliveryDocument } from './document.ts';
import { suggestion } from './nearest.ts';
import { problemAt } from './places.ts';
import { schemaProblems, settingNames } from './schema-problems.ts';
import type { Settings } from './settings.ts';

interface BoundStep {
  /** Missing where its kind is not known; marked where its settings can't be read. */
  step?: Step;
  problems: Problem[];
  /** The defaults of groups that the kind knows, as `group.setting`. */
  usedDefaults: string[];
}

/** Settings that the language itself reads, whatever the kind. */
const LANGUAGE_SETTINGS: ReadonlySet<string> = new Set(['uses', 'max-visits']);

/**
 * A node as a step of its kind. Its settings are its own over those of the groups around it (the innermost first);
 * a group's default counts only for members whose kind knows it.
 */
export function bindStep(
  node: ChartNode,
  own: RawSettings | undefined,
  groups: readonly string[],
  { settings }: DeliveryDocument,
  declarations: Declarations,
): BoundStep {
  if (own === undefined) return { problems: [unbound(node)], usedDefaults: [] };
  const kind = kindOf(own, groups, settings);
  const declaration = kind !== undefined && Object.hasOwn(declarations, kind) ? declarations[kind] : undefined;
  if (!declaration) {
    return {
      problems: [
        kind === undefined ? withoutKind(node, own, settings) : unknownKind(node, kind, settings, declarations),
      ],
      usedDefaults: [],
    };
  }
  const { given, origin } = merged(own, groups, settings, declaration);
  const usedDefaults = [...origin]
    .filter(([, group]) => group !== undefined)
    .map(([name, group]) => `${group}.${name}`);
  const read = declaration.settings.safeParse(given, { reportInput: true });
  if (read.success) return { step: stepOf(node.id, declaration, read.data), problems: [], usedDefaults };
  const problems = schemaProblems(read.error, declaration.settings, ['steps', node.id], (path, part) => {
    // A value that came from a group is wrong where the group says it.
    const group = origin.get(String(path[2]));
    return settings.placeOf(group === undefined ? path : ['groups', group, ...path.slice(2)], part);
  });
  return { step: { ...stepOf(node.id, declaration, given), settings: {}, unreadable: true }, problems, usedDefaults };
}

/** `run: …` alone is a command. */
function kindOf(own: RawSettings, groups: readonly string[], settings: Settings): string | undefined {
  const said = [own, ...groups.map((group) => settings.groups.get(group) ?? {})].find(
    (each) => 'uses' in each || 'run' in each,
  );
  if (said === undefined) return undefined;
  if (!('uses' in said)) return 'command';
  return typeof said['uses'] === 'string' ? said['uses'] : JSON.stringify(said['uses']);
}

function merged(own: RawSettings, groups: readonly string[], settings: Settings, declaration: Declaration) {
  const names = new Set(settingNames(declaration.settings));
  const given = new Map<string, Json>();
  const origin = new Map<string, string | undefined>();
  for (const [name, value] of Object.entries(own)) {
    origin.set(name, undefined);
    if (!LANGUAGE_SETTINGS.has(name)) given.set(name, value);
  }
  for (const group of groups) {
    for (const [name, value] of Object.entries(settings.groups.get(group) ?? {})) {
      if (origin.has(name) || !(names.has(name) || name === 'uses')) continue;
      origin.set(name, group);
      if (name !== 'uses') given.set(name, value);
    }
  }
  return { given: Object.fromEntries(given), origin };
}

function stepOf(node: string, declaration: Declaration, settings: unknown): Step {
  const environment = declaration.environment(settings);
  return {
    node,
    kind: declaration.kind,
    settings: settings as JsonObject,
    outcomes: declaration.outcomes(settings),
    couldNotRun: declaration.couldNotRun(settings),
    ...(environment ? { environment } : {}),
    publishes: declaration.publishes,
    ...(declaration.image ? { image: declaration.image } : {}),
    ...(declaration.workspace ? { workspace: declaration.workspace } : {}),
    ...(declaration.rollout ? { rollout: declaration.rollout } : {}),
    speaks: declaration.speaks ?? false,
    waitsForPeople: declaration.waitsForPeople ?? false,
    unheard: [],
  };
}

/** An actor, a store or a mark: complete at once. */
export function passiveStep(node: string): Step {
  return {
    node,
    kind: 'passive',
    settings: {},
    outcomes: [{ name: 'done', way: 'forward' }],
    couldNotRun: 'done',
    publishes: false,
    speaks: false,
    waitsForPeople: false,
    unheard: [],
  };
}

function unbound(node: ChartNode): Problem {
  const label = node.label.replaceAll('\n', ' ');
  const called = label === node.id ? '' : ` ("${label}")`;
  const key = /^[A-Za-z_][\w-]*$/.test(node.id) ? node.id : JSON.stringify(node.id);
  return problemAt(
    node,
    'unbound-node',
    `Nothing says what \`${node.id}\`${called} does.`,
    `Add under \`steps:\` the line \`  ${key}: { run: … }\`.`,
  );
}

function withoutKind(node: ChartNode, own: RawSettings, settings: Settings): Problem {
  const near = Object.keys(own).length === 0 ? '' : ' Its settings name neither.';
  const message = `\`${node.id}\` needs \`uses: KIND\` or \`run: COMMAND\`.${near}`;
  return problemAt(
    settings.placeOf(['steps', node.id]),
    'missing-kind',
    message,
    `Write \`${node.id}: { run: … }\` or \`${node.id}: { uses: … }\`.`,
  );
}

function unknownKind(node: ChartNode, kind: string, settings: Settings, declarations: Declarations): Problem {
  const place = settings.placeOf(['steps', node.id, 'uses'], 'value');
  return problemAt(
    place,
    'unknown-kind',
    `There is no step kind \`${kind}\`.`,
    suggestion(kind, Object.keys(declarations), 'kinds'),
  );
}
