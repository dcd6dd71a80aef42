import type { Command } from '../cli/command.ts';
import type { Configuration } from './configuration.ts';
import { Complaint } from '../cli/complaint.ts';
import { configurationIn } from './configuration-in.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';

const PORT_MAX = 65_535;

/** `shipchart up`: the server, until Ctrl-C. Releases keep serving afterwards; the next `up` finds them. */
export const upCommand: Command = {
  name: 'up',
  summary: 'Start the server for this folder',
  notes: 'Ctrl-C stops the server; releases keep serving, and what was under way goes on at the next `up`.',
  options: [{ flags: '--port <number>', summary: 'Port of the page and the API: each node in a folder has its own' }],
  async run(context, args) {
    const configuration = withPort(await configurationIn(context.directory), args.text('port'));
    const plane = await startControlPlane(configuration);
    greet(context.out.line, configuration, plane);
    await context.untilInterrupted((stop) => untilAborted(stop));
    await plane.stop('leave-releases');
    context.out.line('Stopped. Releases keep serving; `shipchart up` goes on where this stopped.');
    return 0;
  },
};

function withPort(configuration: Configuration, given: string | undefined): Configuration {
  if (given === undefined) return configuration;
  const port = Number(given);
  if (given !== '' && Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return { ...configuration, port };
  throw new Complaint(`--port ${given} is no port.`, 'For example --port 4401; 0 takes a free one.');
}

function greet(
  say: (line: string) => void,
  { project, trustPushers, database }: Configuration,
  { address, tokens }: ControlPlane,
): void {
  say(`${project.name} is looked after at ${address}/#token=${tokens.own}`);
  const kept =
    database === undefined ? 'Everything is kept in .shipchart/.' : 'Runs are kept on the PostgreSQL server.';
  say(`Start a run with \`shipchart run\`. ${kept}`);
  if (trustPushers) say('trust-pushers: whoever can push may run commands here as this user.');
  else say('Commands never run beside a production environment until shipchart.yaml says `trust-pushers: true`.');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    // A server with nothing to do must not end because its event loop is empty.
    const alive = setInterval(() => {}, 2 ** 30);
    signal.addEventListener('abort', () => clearInterval(alive), { once: true });
  });
}
