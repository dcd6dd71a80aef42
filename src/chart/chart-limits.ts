/** Mermaid, and so GitHub, draws nothing beyond these. */
export const MAX_CHART_CHARACTERS = 50_000;
export const MAX_CHART_EDGES = 500;
