/** A flowchart as Mermaid understands it: what *is*, before Shipchart says what it *does*. */
export interface Chart {
  direction: 'TB' | 'BT' | 'LR' | 'RL';
  nodes: ChartNode[];
  edges: ChartEdge[];
  groups: ChartGroup[];
}

export interface ChartNode {
  id: string;
  /** Plain text; a line break is `\n`. */
  label: string;
  /** Mermaid's name of the shape: `square`, `diamond`, `stadium`, `cylinder`, `circle` … */
  shape: string;
  /** The innermost subgraph that holds the node. */
  group?: string;
  /** Where the node first stands in the file. */
  line: number;
  column: number;
}

export interface ChartEdge {
  id: string;
  from: string;
  to: string;
  label?: string;
  /** `~~~` draws nothing and `<-->` has two heads: neither says what follows what. */
  drawn?: 'invisible' | 'two-way';
  line: number;
  column: number;
}

export interface ChartGroup {
  id: string;
  label: string;
  members: string[];
}
