import type { Command } from '../../ports/command-runner.ts';

export interface Confinement {
  /** Paths that commands may read besides the system's programs and their own folder: this Node, tools of the operator's. */
  readable: readonly string[];
  /** `none`: not even this machine's loopback. `host`: all that this machine reaches, the server's own page too. */
  network: 'none' | 'host';
  limits: { processes: number; memoryBytes: number; fileBytes: number };
}

/** Programs and what they need to start; none of it is the operator's. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64'];
const SETTINGS =
  'alternatives ca-certificates fonts group hosts ld.so.cache localtime nsswitch.conf passwd pki resolv.conf ssl'
    .split(' ')
    .map((name) => `/etc/${name}`);
const UNITS_BYTES = { data: 1024, file: 512 };

/** The shell line that runs a command confined. Everything that is not named here does not exist for it. */
export function confinedLine(
  { line, directory, environment }: Pick<Command, 'line' | 'directory' | 'environment'>,
  { readable, network, limits }: Confinement,
): string {
  const namespaces = ['bwrap', '--unshare-all', '--cap-drop', 'ALL', '--die-with-parent'];
  const net = network === 'host' ? ['--share-net'] : [];
  const bare = ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'];
  const system = [...SYSTEM, ...SETTINGS].flatMap((path) => ['--ro-bind-try', path, path]);
  const home = environment['HOME'] === undefined ? [] : ['--tmpfs', environment['HOME']];
  const tools = readable.flatMap((path) => ['--ro-bind', path, path]);
  const own = ['--bind', directory, directory, '--chdir', directory];
  const shell = ['--', '/bin/sh', '-c', `exec 2>&1\n${line}`];
  const words = [namespaces, net, bare, system, home, tools, own, shell].flat();
  return `${limitsLine(limits)} && exec ${words.map(quoted).join(' ')}`;
}

/** Of each process; the number of processes is of the user's, and holds for root nowhere. */
function limitsLine({ processes, memoryBytes, fileBytes }: Confinement['limits']): string {
  const memory = Math.floor(memoryBytes / UNITS_BYTES.data);
  const file = Math.floor(fileBytes / UNITS_BYTES.file);
  return `ulimit -c 0 && ulimit -d ${memory} && ulimit -f ${file} && { ulimit -p ${processes} 2>/dev/null || ulimit -u ${processes}; }`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
