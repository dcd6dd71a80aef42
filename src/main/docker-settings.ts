import { z } from 'zod';
import { duration } from '../lib/settings.ts';
import { secretReference } from './secret.ts';

const path = z.string().startsWith('/').max(1_000);

/** `docker:` in shipchart.yaml: where it stands, all environments run there. */
export const docker = z.strictObject({
  socket: path.default('/var/run/docker.sock').describe("The Docker daemon's socket."),
  registry: z
    .strictObject({
      prefix: z
        .string()
        .regex(
          /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/,
          'must be a host, and a path where there is one: registry.example.com/team',
        )
        .describe('Host and path before the service: images are pushed there, and pulled by digest.'),
      user: z.string().min(1).max(200).optional(),
      password: secretReference.optional(),
    })
    .refine(({ user, password }) => (user === undefined) === (password === undefined), {
      message: 'user and password come together',
    })
    .optional()
    .describe('Left out: images stay on this daemon.'),
});

/** Of one environment. */
export const containers = z.strictObject({
  instances: z.number().int().min(1).max(100).default(1).describe('Containers of each service.'),
  network: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .default('bridge')
    .describe('A network of Docker’s, or `host`: the program then listens on the port in PORT, on loopback.'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(8080)
    .describe('Where the program listens in its container; it is told in PORT.'),
  memory: z.number().int().min(6).optional().describe('Limit in MiB.'),
  cpus: z.number().positive().max(1_000).optional().describe('Limit in processors: 0.5 is half of one.'),
  drain: duration().default('10s').describe('How long a container may finish what it has begun.'),
  'start-within': duration().default('60s').describe('A release that is not healthy by then has failed.'),
});

export const haproxy = z.strictObject({
  socket: path.describe('Its admin socket: `stats socket … level admin`.'),
  backend: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .describe('The backend whose servers are called blue-1, green-1 …'),
  'state-file': path.optional().describe('Its `server-state-file`, so that weights outlive a reload.'),
});

interface OnDocker {
  docker?: unknown;
  haproxy?: unknown;
  ecs?: unknown;
  address?: string | undefined;
}

/** Why these environments can't run as they are written; undefined where they can. */
export function whyNotOnDocker(
  onDocker: boolean,
  environments: Readonly<Record<string, OnDocker>> | undefined,
): { name: string; why: string } | undefined {
  for (const [name, { docker: own, haproxy: router, ecs, address }] of Object.entries(environments ?? {})) {
    if (!onDocker && (own || router)) return { name, why: 'has settings of Docker’s, and there is no `docker:`' };
    // Images are built here and run elsewhere.
    if (ecs) continue;
    if (onDocker && (!router || address === undefined))
      return { name, why: 'runs on Docker, so it needs `haproxy:` and the `address:` where HAProxy takes its traffic' };
  }
  return undefined;
}
