import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The graph that Mermaid itself builds, as far as Shipchart reads it. */
export interface MermaidGraph {
  direction: string;
  nodes: string[];
  edges: string[];
  groups: string[];
}

interface FlowDb {
  getDirection(): string | undefined;
  getVertices(): Map<string, { id: string; type?: string; text?: string }>;
  getEdges(): { id?: string; start: string; end: string; text?: string; stroke?: string }[];
  getSubGraphs(): { id: string; title: string; nodes: string[] }[];
}

interface Mermaid {
  initialize(config: object): void;
  mermaidAPI: { getDiagramFromText(text: string): Promise<{ type: string; db: FlowDb }> };
}

/**
 * Mermaid in plain Node, for tests: its parser needs no page, only the cleaning of labels would, and that is stood in for.
 * The graph, or undefined where Mermaid refuses the text or sees another diagram.
 */
export async function loadMermaid(): Promise<(text: string) => Promise<MermaidGraph | undefined>> {
  const mermaidPath = createRequire(import.meta.url).resolve('mermaid');
  const purifyFolder = dirname(createRequire(mermaidPath).resolve('dompurify'));
  const { default: purify } = (await import(pathToFileURL(join(purifyFolder, 'purify.es.mjs')).href)) as {
    default: Record<string, unknown>;
  };
  Object.assign(purify, { addHook: () => undefined, sanitize: (text: string) => text });
  const { default: mermaid } = (await import('mermaid')) as unknown as { default: Mermaid };
  mermaid.initialize({});
  return async (text) => {
    try {
      const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
      return type.startsWith('flowchart') ? graphOf(db) : undefined;
    } catch {
      return undefined;
    }
  };
}

function graphOf(db: FlowDb): MermaidGraph {
  const groups = db.getSubGraphs();
  const isGroup = (id: string) => groups.some((group) => group.id === id);
  return {
    direction: db.getDirection() ?? 'TB',
    nodes: [...db.getVertices().values()].filter(({ id }) => !isGroup(id)).map(({ id }) => id),
    edges: db.getEdges().map((edge) => `${edge.id ?? ''}: ${edge.start} > ${edge.end}`),
    groups: groups.map((group) => `${group.id}: ${group.nodes.join(' ')}`),
  };
}
