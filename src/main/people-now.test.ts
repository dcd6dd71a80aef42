import { rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { freshDirectory } from '../../test/support/store.ts';
import { readConfiguration } from './configuration.ts';
import { peopleNow, whoMay } from './people-now.ts';
import { openTokens, type Tokens } from './tokens.ts';

const YOU = userInfo().username;
const FILE = `shipchart: 1
roles:
  - { groups: [developers], may: [run] }
  - { groups: [on-call], may: [operate], environments: [production] }
people:
  bob: { groups: [developers] }
  eve: { groups: [on-call] }
`;

let file: string;
let tokens: Tokens;
let rights: ReturnType<typeof whoMay>;
beforeEach(async () => {
  const directory = freshDirectory();
  file = join(directory, 'shipchart.yaml');
  await writeFile(file, FILE);
  const configuration = await readConfiguration(directory, {});
  const now = peopleNow(configuration);
  tokens = await openTokens(configuration, now);
  rights = whoMay(now);
});

test('whoever is taken out of the file is nobody with the next request, and somebody again once put back', async () => {
  const token = tokens.tokenOf('bob');
  expect(tokens.whoHas(token)).toEqual({ name: 'bob', groups: ['developers'] });
  await writeFile(file, FILE.replace(/^ {2}bob.*\n/m, ''));
  expect(tokens.whoHas(token)).toBeUndefined();
  expect(tokens.whoHas(tokens.tokenOf('eve'))?.name).toBe('eve');
  await writeFile(`${file}.new`, FILE);
  await rename(`${file}.new`, file);
  expect(tokens.whoHas(token)?.name).toBe('bob');
});

test('a role that is taken away is gone with the next question', async () => {
  const eve = { name: 'eve', groups: ['on-call'] };
  expect(rights.whyMayNot(eve, 'operate', ['production'])).toBeUndefined();
  expect(rights.whyMayNot(eve, 'operate', ['staging'])).toMatch('in staging');
  await writeFile(file, FILE.replace('[operate]', '[see]'));
  expect(rights.whyMayNot(eve, 'operate', ['production'])).toBe('eve has no role that may operate.');
});

test.each(['shipchart: 1\npeople: [', 'shipchart: 1\nroles: [{ groups: [x], may: [fly] }]\n', undefined])(
  'a file of %j lets in who runs the server and nobody else',
  async (text) => {
    if (text === undefined) await rm(file);
    else await writeFile(file, text);
    expect(() => tokens.whoHas(tokens.tokenOf('bob'))).toThrow("Who may do what can't be read");
    expect(tokens.whoHas(tokens.own)).toEqual({ name: YOU, groups: [] });
    expect(rights.whyMayNot({ name: YOU, groups: [] }, 'operate', ['production'])).toBeUndefined();
    expect(() => rights.asksWhoReads()).toThrow("Who may do what can't be read");
  },
);

test('without a file everybody who is known may everything, and reading needs no token', async () => {
  const own = whoMay(peopleNow(await readConfiguration(freshDirectory(), {})));
  expect(own.whyMayNot({ name: 'bob', groups: [] }, 'operate', ['production'])).toBeUndefined();
  expect(own.asksWhoReads()).toBe(false);
});

test('the push hook starts runs and does nothing else', () => {
  expect(rights.whyMayNot({ name: 'push-hook', groups: [] }, 'run', ['production'])).toBeUndefined();
  expect(rights.whyMayNot({ name: 'push-hook', groups: [] }, 'operate', ['production'])).toMatch('only starts runs');
});
