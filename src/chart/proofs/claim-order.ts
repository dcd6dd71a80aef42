import type { Problem } from '../../lib/problem.ts';
import type { Delivery } from '../delivery.ts';
import type { Played } from '../play.ts';
import { routesBehind } from '../routes-behind.ts';
import { orderIn } from '../run-order.ts';
import { afterWalk, causedBy, problemOn } from './walk.ts';

/** A run that holds one environment while it asks for another. */
interface Held {
  held: string;
  asked: string;
  /** The step that asks. */
  node: string;
  played: Played;
}

/**
 * Environments are claimed in the operator's fixed order, so that two runs cannot wait for each other: while a run holds
 * one, it asks only for later ones. Without a fixed order the chart's own runs must at least agree.
 */
export function environmentsClaimedInOrder(
  delivery: Delivery,
  endings: readonly Played[],
  fixed: readonly string[] | undefined,
): Problem[] {
  const found = new Map<string, Held>();
  for (const played of endings) {
    for (const each of heldWhileAsking(delivery, played)) {
      const key = JSON.stringify([each.held, each.asked]);
      if (!found.has(key)) found.set(key, each);
    }
  }
  const all = [...found.values()];
  if (fixed) {
    const place = (name: string) => (fixed.includes(name) ? fixed.indexOf(name) : fixed.length);
    return all
      .filter(({ held, asked }) => place(asked) < place(held))
      .map((each) => problemOf(delivery, each, `The operator's order is ${fixed.join(', ')}`));
  }
  return all
    .filter((each) => leadsBack(each, all))
    .slice(0, 1)
    .map((each) => problemOf(delivery, each, 'Another run of this chart claims them the other way round'));
}

/** Whether those who hold the environment asked for may, one by one, ask for the one held. */
function leadsBack({ held, asked }: Held, all: readonly Held[]): boolean {
  const reached = new Set([asked]);
  for (const name of reached) for (const next of all) if (next.held === name) reached.add(next.asked);
  return reached.has(held);
}

function heldWhileAsking(delivery: Delivery, played: Played): Held[] {
  const ran = delivery.order.flatMap((node) => {
    const environment = delivery.steps[node]?.environment?.name;
    return environment !== undefined && played.ended.has(node) ? [{ node, environment }] : [];
  });
  if (new Set(ran.map(({ environment }) => environment)).size < 2) return [];
  const { isBefore } = orderIn(delivery, played);
  const isAtOnce = (one: string, other: string) => one !== other && !isBefore(one, other) && !isBefore(other, one);
  const usersFrom = environmentUsersFrom(delivery);
  const isOver = (user: string, asker: string) => user === asker || (played.ended.has(user) && isBefore(user, asker));
  return ran.flatMap(({ node, environment: asked }) => {
    const atOnce = [...played.ended.keys()].filter((other) => isAtOnce(node, other));
    const users = new Set([node, ...atOnce].flatMap(usersFrom));
    const needed = new Set(
      [...users].filter((user) => !isOver(user, node)).map((user) => environmentOf(delivery, user)),
    );
    const held = ran.filter((user) => user.environment !== asked && !isBefore(node, user.node));
    const names = held
      .filter((user) => isAtOnce(user.node, node) || needed.has(user.environment))
      .map((user) => user.environment);
    return [...new Set(names)].map((name) => ({ held: name, asked, node, played }));
  });
}

const usersBehind = new WeakMap<Delivery, (node: string) => readonly string[]>();

/** The steps that use an environment among a node and what it may still lead to. Kept per delivery: every ending asks the same. */
function environmentUsersFrom(delivery: Delivery): (node: string) => readonly string[] {
  const known = usersBehind.get(delivery);
  if (known) return known;
  const behind = routesBehind(Object.values(delivery.routes));
  const found = new Map<string, readonly string[]>();
  const usersFrom = (node: string) => {
    const before = found.get(node);
    if (before) return before;
    const users = [node, ...behind.nodesFrom(node)].filter((each) => environmentOf(delivery, each) !== undefined);
    found.set(node, users);
    return users;
  };
  usersBehind.set(delivery, usersFrom);
  return usersFrom;
}

function environmentOf(delivery: Delivery, node: string): string | undefined {
  return delivery.steps[node]?.environment?.name;
}

function problemOf(delivery: Delivery, { held, asked, node, played }: Held, why: string): Problem {
  const walk = causedBy(delivery, played, [node]).filter((each) => each.node !== node);
  const message = `${afterWalk(delivery, walk)}\`${node}\` asks for \`${asked}\` while the run holds \`${held}\`, and two runs could wait for each other.`;
  return problemOn(
    delivery,
    node,
    'claim-order',
    message,
    `${why}; finish with \`${held}\` first, or use \`${asked}\` before it.`,
  );
}
