import type { Configuration } from './configuration.ts';

/** One recipient on one medium. */
export interface Lane {
  medium: string;
  recipient: string;
}

type Known = Pick<Configuration, 'people' | 'integrations' | 'notify'>;

/** One queue for all that the pager hears, so that no late trigger follows its own resolution. */
const ON_CALL: Lane = { medium: 'pagerduty', recipient: 'on-call' };

/**
 * Who hears a notice, and how: `#channel` on Slack, an address by mail, a group through its members, a person on Slack where they are known
 * there, else by mail. Slack's `channel` hears everything. Whom no medium reaches, the inbox on the page still has.
 */
export function lanesOf(to: readonly string[], known: Known): Lane[] {
  const lanes = [...to.flatMap((name) => lanesOfName(name, known)), ...channelOfAll(known)];
  const seen = new Map(lanes.map((lane) => [`${lane.medium} ${lane.recipient}`, lane]));
  return [...seen.values()];
}

/** Who is woken: the pager, and the channel that hears everything. */
export function lanesOfIncident(known: Known): Lane[] {
  const pager = known.integrations.pagerduty ? [ON_CALL] : [];
  return [...pager, ...channelOfAll(known)];
}

/** Where changes are kept beside incidents, for whoever is woken later. */
export function lanesOfRollout({ integrations: { pagerduty } }: Known): Lane[] {
  return pagerduty ? [ON_CALL] : [];
}

/** How long this reader wants no repeats: people hear each thing that concerns them, channels what is new. */
export function quietMsOf({ medium, recipient }: Lane, { notify }: Known): number {
  return medium === 'slack' && recipient.startsWith('#') ? notify.quietRepeatsMs : 0;
}

function lanesOfName(name: string, known: Known): Lane[] {
  const { slack, mail } = known.integrations;
  if (name.startsWith('#')) return slack ? [{ medium: 'slack', recipient: name }] : [];
  if (name.includes('@')) return mail ? [{ medium: 'mail', recipient: name }] : [];
  const members = Object.keys(known.people).filter((person) => known.people[person]?.groups.includes(name));
  return (members.length > 0 ? members : [name]).flatMap((person) => laneOfPerson(person, known));
}

function laneOfPerson(name: string, { people, integrations }: Known): Lane[] {
  const person = people[name];
  if (integrations.slack && person?.slack !== undefined) return [{ medium: 'slack', recipient: person.slack }];
  if (integrations.mail && person?.mail !== undefined) return [{ medium: 'mail', recipient: person.mail }];
  return [];
}

function channelOfAll({ integrations: { slack } }: Known): Lane[] {
  return slack?.channel === undefined ? [] : [{ medium: 'slack', recipient: slack.channel }];
}
