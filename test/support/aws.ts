import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from './docker.ts';
import { freePort } from './free-port.ts';

const START_LOOKS_MAX = 400;
const LOOK_MS = 50;

/** Moto keeps weights, target health and metrics as AWS does; MiniStack knows deployments, invalidations and registries better. */
const STAND_INS = {
  moto_server: { variables: () => ({}), words: (port: number) => ['-H', '127.0.0.1', '-p', String(port)] },
  ministack: {
    variables: (port: number) => ({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: 'false',
      SERVICES: 'cloudfront,ecs,ecr,sts,logs',
    }),
    words: () => [],
  },
};

export interface StandInAccount {
  /** Its endpoint, for any service. */
  endpoint: string;
  stop(): Promise<void>;
}

/** Whether tests with that part of AWS have to be left out, saying so once; in CI that is a failure. */
export function isWithoutAws(program: keyof typeof STAND_INS): boolean {
  if (findProgram(program) !== undefined) return false;
  const how = "pip install 'moto[server]' ministack";
  if (process.env['CI'] === 'true') throw new Error(`CI needs ${program}, and it is not installed (${how})`);
  console.warn(`SKIPPED with AWS: ${program} is not installed (${how})`);
  return true;
}

/** A whole AWS of its own, on loopback and in memory. */
export async function startAws(
  program: keyof typeof STAND_INS,
  more: Readonly<Record<string, string>> = {},
): Promise<StandInAccount> {
  const port = await freePort();
  const { variables, words } = STAND_INS[program];
  const child = spawn(findProgram(program) ?? '', words(port), {
    stdio: 'ignore',
    env: { ...process.env, ...variables(port), ...more },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, program);
  return {
    endpoint,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What a client is made with to reach it. */
export function standInSettings({ endpoint }: StandInAccount) {
  return { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
}

interface Recorded {
  name: string;
  input: unknown;
}

interface Listened {
  middlewareStack: {
    add(
      step: (next: (given: never) => unknown, context: { commandName?: string }) => (given: never) => unknown,
      options: { step: 'initialize' },
    ): void;
  };
}

/** What a client is asked for from now on, by the name of the call. */
export function listen(client: unknown): Recorded[] {
  const heard: Recorded[] = [];
  (client as Listened).middlewareStack.add(
    (next, context) => (given) => {
      heard.push({
        name: (context.commandName ?? '').replace(/Command$/, ''),
        input: (given as { input: unknown }).input,
      });
      return next(given);
    },
    { step: 'initialize' },
  );
  return heard;
}

async function answers(endpoint: string, program: string): Promise<void> {
  for (let look = 0; look < START_LOOKS_MAX; look++) {
    const there = await fetch(`${endpoint}/`).then(
      () => true,
      () => false,
    );
    if (there) return;
    await pause(LOOK_MS);
  }
  throw new Error(`${program} did not start`);
}

/** The network that every account of Moto comes with. */
export async function networkOf({ endpoint }: StandInAccount): Promise<{ vpc: string; subnets: string[] }> {
  const credential = 'Credential=testing/20260101/eu-central-1/ec2/aws4_request';
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const text = await answer.text();
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`<${name}>([^<]+)</${name}>`, 'g'))].map(([, id = '']) => id);
  return { vpc: all('vpcId')[0] ?? '', subnets: all('subnetId') };
}
