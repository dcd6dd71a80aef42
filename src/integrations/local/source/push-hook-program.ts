// The programs that a repository's hook consists of. They are kept as text since they live in somebody's repository: without a dependency,
// and of use when this package has moved or gone.

/** Says that a hook is ours. */
export const HOOK_MARK = 'Written by Shipchart';

/** For `sh`: runs the program with the Node that installed it, with another one if that is gone, and without any it keeps the push. */
export function hookScript(node: string, program: string, spool: string): string {
  return `#!/bin/sh
# ${HOOK_MARK}: tells its server of each push. Remove this file to stop that.
node=${quote(node)}
[ -x "$node" ] || node=$(command -v node)
[ -n "$node" ] && exec "$node" ${quote(program)}
spool=${quote(spool)}
name=$(date +%s)000-$$
mkdir -p "$spool" && cat > "$spool/.$name" && mv "$spool/.$name" "$spool/$name.push" &&
  echo 'Shipchart cannot be told: there is no Node any more. The push is kept; start "shipchart up".'
exit 0
`;
}

/** For Node 18 and newer: tells the server of each updated ref and prints its answer; what cannot be told is kept. It always ends well. */
export function hookProgram(facts: { url: string; tokenFile: string; project: string; spool: string }): string {
  return `// ${HOOK_MARK}: tells its server of each push. Remove post-receive to stop that.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const { url, tokenFile, project, spool } = ${JSON.stringify(facts)};
const ANSWER_MS_MAX = 10_000;
const REFS_TOLD_MAX = 100;
const PROBLEMS_SHOWN_MAX = 50;

const lines = readFileSync(0, 'utf8').split('\\n').filter(Boolean);
const kept = [];
let reason;
for (const line of lines.slice(0, REFS_TOLD_MAX)) {
  // A server that does not answer once is not waited for again.
  if (reason === undefined) reason = await tell(line).catch((error) => error.cause?.code ?? error.message);
  if (reason !== undefined) kept.push(line);
}
if (kept.length > 0) keep(kept);
if (lines.length > REFS_TOLD_MAX) say((lines.length - REFS_TOLD_MAX) + ' more refs were not told to Shipchart; start what is missing: shipchart run REF');

/** Undefined once the server has answered; otherwise why the push has to be told again. */
async function tell(line) {
  const [before, after, ...ref] = line.split(' ');
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: { authorization: 'Bearer ' + readFileSync(tokenFile, 'utf8').trim(), 'content-type': 'application/json' },
    body: JSON.stringify({ project, ref: ref.join(' '), before, after, pusher: process.env.REMOTE_USER ?? userInfo().username }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  if ([401, 403, 404].includes(response.status) || response.status >= 500) return 'it answered with status ' + response.status;
  const answer = await response.json();
  if (response.ok && !Array.isArray(answer)) return 'somebody else answered';
  if (response.ok) for (const run of answer) say((run.purpose === 'check' ? 'check run ' : 'run ') + run.id + ' started: ' + new URL('/runs/' + encodeURIComponent(run.id), url));
  else refused(answer);
}

function refused({ message, hint, problems = [] }) {
  say('Shipchart did not start a run: ' + message + ' ' + hint);
  for (const problem of problems.slice(0, PROBLEMS_SHOWN_MAX)) {
    say('  line ' + problem.line + ':' + problem.column + ': ' + problem.message + ' ' + problem.hint);
  }
}

function keep(lines) {
  const name = Date.now() + '-' + process.pid;
  try {
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, '.' + name), lines.join('\\n') + '\\n');
    renameSync(join(spool, '.' + name), join(spool, name + '.push'));
    say('Shipchart does not answer (' + reason + '). The push is kept and told when the server starts: shipchart up');
  } catch (error) {
    say('Shipchart does not answer (' + reason + '), and the push could not be kept (' + error.message + '). Once the server is up: shipchart run REF');
  }
}

/** Git shows it to who pushes; an answer must not be able to steer their terminal. */
function say(text) {
  console.log(text.replace(/[\\u0000-\\u001f\\u007f-\\u009f]+/g, ' '));
}
`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
