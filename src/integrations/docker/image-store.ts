import { WorldFailure } from '../../ports/failure.ts';
import { EngineRefusal, type Engine } from './engine.ts';

const PULL_MS = 15 * 60_000;

/** A registry to push to and pull from. */
export interface Registry {
  /** Host and path before the service's name: `registry.example.com/team`. */
  prefix: string;
  /** Asked for anew at each push and pull; undefined for a registry that asks nobody. */
  login?: (() => Promise<{ user: string; password: string }>) | undefined;
}

/** Where releases' images are. */
export interface ImageStore {
  /** What a container is made of, once it is on this machine. @throws WorldFailure `image-missing` */
  fetch(service: string, digest: string): Promise<string>;
}

/** With a registry, images are pulled by the digest of their manifest; without, a digest is the image's own, built by this daemon. */
export function createImageStore(engine: Engine, registry: Registry | undefined): ImageStore {
  return {
    async fetch(service, digest) {
      const reference = registry ? `${registry.prefix}/${service}@${digest}` : digest;
      if (await isHere(engine, reference)) return reference;
      if (registry) await pull(engine, reference, registry);
      if (await isHere(engine, reference)) return reference;
      throw imageMissing(reference, registry ? 'the registry gave something else' : 'this daemon has not built it');
    },
  };
}

/** What the daemon needs to log in with this one call; nothing is kept on the machine. */
export async function authorisation({ prefix, login }: Registry): Promise<Record<string, string>> {
  if (!login) return { 'x-registry-auth': encode({}) };
  const { user, password } = await login();
  return { 'x-registry-auth': encode({ username: user, password, serveraddress: prefix.split('/')[0] ?? '' }) };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function isHere(engine: Engine, reference: string): Promise<boolean> {
  try {
    await engine.call('GET', `/images/${reference}/json`);
    return true;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return false;
    throw error;
  }
}

async function pull(engine: Engine, reference: string, registry: Registry): Promise<void> {
  const headers = await authorisation(registry);
  try {
    const told = engine.stream('/images/create', { query: { fromImage: reference }, headers, limitMs: PULL_MS });
    // Errors come as lines of a stream that began well.
    for await (const { error } of told) if (typeof error === 'string') throw imageMissing(reference, error);
  } catch (error) {
    if (error instanceof EngineRefusal && error.status < 500) throw imageMissing(reference, error.message);
    throw error;
  }
}

function imageMissing(reference: string, why: string): WorldFailure {
  return new WorldFailure({
    code: 'image-missing',
    message: `The image ${reference} can't be had: ${why}.`,
    hint: 'Let the image step run again, or look whether the registry still has it.',
    retry: false,
  });
}
