/**
 * The rules of a `.dockerignore`, as Docker reads it: a path per line, from the root of the tree; `#` starts a comment line; `!` takes
 * a path back in; the last rule that matches decides; a folder that matches takes its content along.
 * Supported: `*` and `?` (within a name), `[a-z]` and `[^a-z]`, `**` (any number of folders), `\` before a character meant as it stands.
 */
export type IgnoreRules = readonly IgnoreRule[];

interface IgnoreRule {
  takesBackIn: boolean;
  pattern: Token[];
}

type Token =
  | { kind: 'character'; character: string }
  | { kind: 'one' }
  | { kind: 'class'; not: boolean; ranges: [string, string][] }
  | { kind: 'any' }
  | { kind: 'anything' }
  /** `**` and the slash after it: nothing, or whole folders. The second token is being inside of them. */
  | { kind: 'folders' }
  | { kind: 'inside' };

const MAX_RULES = 2_000;
const MAX_PATTERN_CHARACTERS = 1_000;

/** @throws RangeError where the file has more rules or longer ones than anyone writes by hand */
export function parseIgnoreRules(text: string): IgnoreRules {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '!');
  if (lines.length > MAX_RULES) throw new RangeError(`more than ${MAX_RULES} rules`);
  return lines.map(parseRule).filter((rule) => rule.pattern.length > 0);
}

/** Whether the rules leave `path` (relative, `/`-separated) out. */
export function isIgnored(rules: IgnoreRules, path: string): boolean {
  let ignored = false;
  for (const rule of rules) {
    if (ignored === rule.takesBackIn && matches(rule.pattern, path)) ignored = !rule.takesBackIn;
  }
  return ignored;
}

/** Whether a rule may take something below an ignored folder back in, so that the folder has to be walked all the same. */
export function takesSomethingBackIn(rules: IgnoreRules): boolean {
  return rules.some((rule) => rule.takesBackIn);
}

function parseRule(line: string): IgnoreRule {
  if (line.length > MAX_PATTERN_CHARACTERS)
    throw new RangeError(`a rule longer than ${MAX_PATTERN_CHARACTERS} characters`);
  const takesBackIn = line.startsWith('!');
  const path = (takesBackIn ? line.slice(1).trim() : line).split('/').filter((part) => part !== '' && part !== '.');
  return { takesBackIn, pattern: tokens(path.join('/')) };
}

function tokens(pattern: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const [token, length] = nextToken(pattern, at);
    found.push(token);
    if (token.kind === 'folders') found.push({ kind: 'inside' });
    at += length;
  }
  return found;
}

function nextToken(pattern: string, at: number): [Token, number] {
  const character = pattern.charAt(at);
  if (pattern.startsWith('**/', at)) return [{ kind: 'folders' }, 3];
  if (pattern.startsWith('**', at)) return [{ kind: 'anything' }, 2];
  if (character === '*') return [{ kind: 'any' }, 1];
  if (character === '?') return [{ kind: 'one' }, 1];
  if (character === '[') return classToken(pattern, at) ?? [{ kind: 'character', character }, 1];
  if (character === '\\' && at + 1 < pattern.length)
    return [{ kind: 'character', character: pattern.charAt(at + 1) }, 2];
  return [{ kind: 'character', character }, 1];
}

/** `[a-z]`, `[^0-9_]`; undefined where the bracket is never closed and so means itself. */
function classToken(pattern: string, at: number): [Token, number] | undefined {
  const [whole, not, content] = /^\[([\^!]?)([^\]]+)\]/.exec(pattern.slice(at)) ?? [];
  if (whole === undefined || content === undefined) return undefined;
  const ranges = [...content.matchAll(/(.)-(.)|(.)/gs)].map(([, from, to, only]): [string, string] => [
    from ?? only ?? '',
    to ?? only ?? '',
  ]);
  return [{ kind: 'class', not: not !== '', ranges }, whole.length];
}

/**
 * Whether the pattern matches the path or a folder on its way. All ways through the pattern are followed at once, so that no
 * pattern, however contrived, takes longer than its length times the path's.
 */
function matches(pattern: readonly Token[], path: string): boolean {
  let states = withSkips(pattern, new Set([0]));
  for (let at = 0; at <= path.length; at += 1) {
    const character = path.charAt(at);
    if (states.has(pattern.length) && (character === '' || character === '/')) return true;
    if (states.size === 0) return false;
    states = withSkips(pattern, after(pattern, states, character));
  }
  return false;
}

/** Adds the states that are reached without a character: what may match nothing is stepped over. */
function withSkips(pattern: readonly Token[], states: Set<number>): Set<number> {
  // A set visits what is added while it is walked.
  for (const state of states) {
    const kind = pattern[state]?.kind;
    if (kind === 'any' || kind === 'anything' || kind === 'folders') states.add(state + 1);
    if (kind === 'folders') states.add(state + 2);
  }
  return states;
}

function after(pattern: readonly Token[], states: ReadonlySet<number>, character: string): Set<number> {
  const next = new Set<number>();
  for (const state of states) {
    const token = pattern[state];
    if (token === undefined) continue;
    if (staysOn(token, character)) next.add(state);
    if (movesOn(token, character)) next.add(state + 1);
  }
  return next;
}

function staysOn(token: Token, character: string): boolean {
  return token.kind === 'anything' || token.kind === 'inside' || (token.kind === 'any' && character !== '/');
}

function movesOn(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.character === character;
  if (token.kind === 'inside') return character === '/';
  if (token.kind === 'one') return character !== '/';
  if (token.kind !== 'class' || character === '/') return false;
  return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.not;
}
