import { posix } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import type { Manifest } from './manifest.ts';
import { shellWords } from './shell-words.ts';

/** What the image runs: words for `exec`, without a shell, and the variables that stood before them. */
export interface StartCommand {
  words: string[];
  environment: Record<string, string>;
}

/** Flags of Node that take the next word as their value. */
const FLAGS_WITH_VALUE = new Set(
  '-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title --icu-data-dir'.split(
    ' ',
  ),
);
const FLAGS_WITH_PROGRAM = new Set(['-e', '--eval', '-p', '--print', '-pe']);
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.json', '/index.js'];

/**
 * `scripts.start` where it is a plain `node …` line (variables before it become the image's environment), else `main`.
 * @param files what the image holds, relative to the workspace
 * @throws WorldFailure `entry-missing`
 */
export function startCommand(
  manifest: Manifest,
  files: ReadonlySet<string>,
  log: (line: string) => void,
): StartCommand {
  const start = manifest.scripts?.['start'];
  const plain = start === undefined ? undefined : plainNode(start);
  if (plain !== undefined) return withItsFile(plain, `scripts.start "${start}"`, files);
  if (manifest.main === undefined) throw nothingToStart(start);
  if (start !== undefined)
    log(`scripts.start "${start}" needs a shell or another program: the image starts main "${manifest.main}" instead`);
  return withItsFile({ words: ['node', manifest.main], environment: {} }, `main "${manifest.main}"`, files);
}

/** `A=1 node --flag file word`, and nothing that only a shell could carry out. */
function plainNode(line: string): StartCommand | undefined {
  const words = shellWords(line) ?? [];
  const environment: Record<string, string> = {};
  while (words[0] !== undefined && /^[A-Za-z_]\w*=/.test(words[0])) {
    const [name = '', ...value] = (words.shift() ?? '').split('=');
    environment[name] = value.join('=');
  }
  return words[0] === 'node' && words.length > 1 ? { words, environment } : undefined;
}

/** The first word that Node takes as its program has to be in the image. */
function withItsFile(command: StartCommand, source: string, files: ReadonlySet<string>): StartCommand {
  for (let at = 1; at < command.words.length; at += 1) {
    const word = command.words[at] ?? '';
    if (FLAGS_WITH_PROGRAM.has(word) || word.startsWith('--eval=') || word.startsWith('--print=')) return command;
    if (FLAGS_WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) return isHeld(word, files) ? command : fail(entryMissing(source, word));
  }
  return fail(entryMissing(source, 'a file to run'));
}

/** As Node looks a program up: the file itself, with an ending, or a folder's index. */
function isHeld(word: string, files: ReadonlySet<string>): boolean {
  const path = posix.normalize(word).replace(/\/$/, '');
  return ENDINGS.some((ending) => files.has(path === '.' ? ending.replace(/^\//, '') : path + ending));
}

function fail(failure: WorldFailure): never {
  throw failure;
}

function entryMissing(source: string, word: string): WorldFailure {
  return new WorldFailure({
    code: 'entry-missing',
    message: `package.json ${source} names ${word}, which is not in the image`,
    hint: 'Correct the path, let the checkout step build the file (`prepare: npm ci && npm run build`), or take it out of .dockerignore.',
    retry: false,
  });
}

function nothingToStart(start: string | undefined): WorldFailure {
  return new WorldFailure({
    code: 'entry-missing',
    message:
      start === undefined
        ? 'package.json has neither scripts.start nor main'
        : `scripts.start "${start}" is not a plain \`node …\` line, and there is no main`,
    hint: 'Add `"scripts": { "start": "node server.js" }` to package.json: the image runs it without a shell.',
    retry: false,
  });
}
