import type { Json } from '../../lib/json.ts';
import type { Rollout } from '../../ports/medium.ts';
import type { Notice } from '../../ports/notifier.ts';
import type { Incident } from '../../ports/pager.ts';

/** Limits of the Events API v2. */
const SUMMARY_CHARACTERS_MAX = 1024;
const DEDUP_KEY_CHARACTERS_MAX = 255;
/** Half of what PagerDuty takes, so that nothing else of the event pushes it over. */
const EVIDENCE_BYTES_MAX = 256 * 1024;

export interface TriggerEvent {
  event_action: 'trigger';
  dedup_key: string;
  client: string;
  client_url: string;
  links: { href: string; text: string }[];
  payload: {
    summary: string;
    source: string;
    severity: Incident['severity'];
    component: string;
    group: string;
    class: string;
    custom_details: Json;
  };
}

/** The event that opens an incident, evidence and links with it. Its key tells a repeat; everything is cut to PagerDuty's limits. */
export function triggerOf(incident: Incident): TriggerEvent {
  const { key, project, environment, runId, severity, title, body, link } = incident;
  return {
    event_action: 'trigger',
    dedup_key: key.slice(0, DEDUP_KEY_CHARACTERS_MAX),
    client: 'Shipchart',
    client_url: link,
    links: [{ href: link, text: `Run ${runId}: chart, logs and evidence` }],
    payload: {
      summary: title.slice(0, SUMMARY_CHARACTERS_MAX),
      source: `${project}/${environment}`,
      severity,
      component: environment,
      group: project,
      class: 'delivery',
      custom_details: { run: runId, what: body, evidence: withinLimit(incident.evidence) },
    },
  };
}

/** The event that says that somebody looks after an incident, or that it is over. */
export function moveOf(incident: string, move: 'acknowledged' | 'resolved') {
  return {
    event_action: move === 'resolved' ? ('resolve' as const) : ('acknowledge' as const),
    dedup_key: incident.slice(0, DEDUP_KEY_CHARACTERS_MAX),
  };
}

/** A change that stands beside incidents on PagerDuty's pages and wakes nobody. */
export function changeOf({ environment, release, commit, at }: Rollout, { project, runId, title, link }: Notice) {
  return {
    links: [{ href: link, text: `Run ${runId}: chart, logs and evidence` }],
    payload: {
      summary: title.slice(0, SUMMARY_CHARACTERS_MAX),
      timestamp: new Date(at).toISOString(),
      source: `${project}/${environment}`,
      custom_details: { run: runId, release, commit },
    },
  };
}

/** As many records as fit; the page has them all. */
function withinLimit(evidence: readonly Json[]): Json[] {
  const kept: Json[] = [];
  let bytes = 0;
  for (const record of evidence) {
    bytes += Buffer.byteLength(JSON.stringify(record));
    if (bytes > EVIDENCE_BYTES_MAX) return [...kept, 'More evidence is on the page.'];
    kept.push(record);
  }
  return kept;
}
