import { createHash } from 'node:crypto';
import type { Invalidation } from '../../../ports/cdn.ts';
import { WorldFailure } from '../../../ports/failure.ts';
import type { InvalidationRecord } from './state-file.ts';

const REMEMBERED_INVALIDATIONS = 500;

/** Carries an invalidation out, or returns the one this key already stands for. @throws WorldFailure `paths-differ`, `paths-wrong` */
export function invalidateOnce(
  records: InvalidationRecord[],
  order: { paths: readonly string[]; key: string },
  drop: (paths: readonly string[]) => number,
): Invalidation {
  const wrong = order.paths.find((path) => !path.startsWith('/'));
  if (wrong !== undefined || order.paths.length === 0) throw pathsWrong(wrong);
  const known = records.find((record) => record.key === order.key);
  if (known && !isSameSet(known.paths, order.paths)) throw pathsDiffer(known, order.paths);
  if (known) return say(known);
  const id = createHash('sha256').update(order.key).digest('hex').slice(0, 14).toUpperCase();
  const record = { id: `I${id}`, key: order.key, paths: [...order.paths], dropped: drop(order.paths) };
  records.push(record);
  if (records.length > REMEMBERED_INVALIDATIONS) records.shift();
  return say(record);
}

/** @throws WorldFailure `invalidation-unknown` */
export function findInvalidation(records: readonly InvalidationRecord[], id: string): Invalidation {
  const found = records.find((record) => record.id === id);
  if (found) return say(found);
  throw new WorldFailure({
    code: 'invalidation-unknown',
    message: `No invalidation ${id} is known here; the last ${REMEMBERED_INVALIDATIONS} are.`,
    hint: 'Invalidate the paths again.',
    retry: false,
  });
}

/** An invalidation here is over as soon as it is asked for. */
function say(record: InvalidationRecord): Invalidation {
  return { id: record.id, state: 'completed', dropped: record.dropped };
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function pathsDiffer(known: InvalidationRecord, paths: readonly string[]): WorldFailure {
  return new WorldFailure({
    code: 'paths-differ',
    message: `The key ${known.key} stands for an invalidation of ${known.paths.join(', ')}, not of ${paths.join(', ')}.`,
    hint: 'Use another key for other paths.',
    retry: false,
  });
}

function pathsWrong(path: string | undefined): WorldFailure {
  return new WorldFailure({
    code: 'paths-wrong',
    message:
      path === undefined
        ? 'An invalidation needs at least one path.'
        : `${JSON.stringify(path)} does not begin with /.`,
    hint: 'Name paths such as /index.html, or /* for everything.',
    retry: false,
  });
}
