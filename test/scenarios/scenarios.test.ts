import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tellWalk } from '../../src/server/views/walk.ts';
import { deliveryOf } from '../support/deliveries.ts';
import { walkThrough } from '../support/walk-through.ts';

/** A story: a document, how its steps end, and what must come of it. Adding one is adding a folder. */
const story = z.strictObject({
  tells: z.string(),
  /** Path of the document from this folder. */
  document: z.string(),
  purpose: z.enum(['delivery', 'check']).default('delivery'),
  /** Steps that end otherwise than with their first forward outcome; a list says it for each visit in turn. */
  outcomes: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  expect: z.strictObject({
    ending: z.string(),
    walk: z.string(),
    /** Claims asked for and given back, in order. */
    claims: z.array(z.string()).default([]),
    /** Outcomes that no drawn path tells, and which are told all the same. */
    told: z.array(z.string()).default([]),
  }),
});

const here = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(here, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name === 'story.json')
  .map((entry) => entry.parentPath);

describe('stories', () => {
  test.each(folders.map((folder) => [folder.slice(here.length), folder]))('%s', (_name, folder) => {
    const {
      document,
      purpose,
      outcomes,
      expect: expected,
    } = story.parse(JSON.parse(readFileSync(join(folder, 'story.json'), 'utf8')));
    const delivery = deliveryOf(readFileSync(join(folder, document), 'utf8'), document);
    const { run, effects } = walkThrough(delivery, outcomes, [], purpose);
    expect({
      ending: run.ending,
      walk: tellWalk(run, delivery),
      claims: effects.flatMap((effect) =>
        effect.type === 'claim' || effect.type === 'release' ? [`${effect.type} ${effect.environment}`] : [],
      ),
      told: effects.flatMap((effect) => (effect.type === 'tell' ? [`${effect.node} ${effect.outcome}`] : [])),
    }).toEqual(expected);
  });
});
