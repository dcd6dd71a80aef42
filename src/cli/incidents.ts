import type { IncidentView } from '../api/shapes.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';
import { sayAgo } from './say.ts';
import { cleanText } from './terminal/clean-text.ts';
import { type Cell, inColumns } from './terminal/columns.ts';

export const incidentsCommand: Command = {
  name: 'incidents',
  summary: 'List incidents: what is open first, and who looks after it',
  options: [],
  async run({ client, out, json, now }) {
    const incidents = await (await client()).incidents();
    if (json) printJson(out, incidents);
    else incidentLines(incidents, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};

/** A line for each, with what to do about those that are open. */
export function incidentLines(
  incidents: readonly IncidentView[],
  now: number,
  paint: Parameters<typeof inColumns>[1],
): string[] {
  if (incidents.length === 0) return ['No incident.'];
  const open = incidents.find(({ resolvedAt }) => resolvedAt === null);
  const next = open && `shipchart ${open.acknowledgedAt === null ? 'acknowledge' : 'resolve'} ${cleanText(open.runId)}`;
  return [
    ...inColumns(
      incidents.map((incident) => cellsOf(incident, now)),
      paint,
    ),
    ...(next === undefined ? [] : ['', `Next: \`${next}\`.`]),
  ];
}

function cellsOf(incident: IncidentView, now: number): Cell[] {
  const over = incident.resolvedAt !== null;
  const look = over ? 'green' : 'red';
  return [
    { text: over ? '✓' : '!', look },
    { text: cleanText(incident.runId), look: 'bold' },
    { text: standingOf(incident), look },
    sayAgo(incident.openedAt, now),
    cleanText(incident.environment),
    cleanText(incident.title),
  ];
}

function standingOf({ acknowledgedBy, resolvedBy, reason }: IncidentView): string {
  if (resolvedBy !== null) return `over: ${cleanText(reason ?? '')} (${cleanText(resolvedBy)})`;
  return acknowledgedBy === null ? 'nobody looks after it' : `${cleanText(acknowledgedBy)} looks after it`;
}
