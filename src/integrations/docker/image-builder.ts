import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { WorldFailure } from '../../ports/failure.ts';
import type { BuiltImage, ImageBuilder, ImageOrder } from '../../ports/image-builder.ts';
import { buildContext } from './build-context.ts';
import type { Engine } from './engine.ts';
import { authorisation, type Registry } from './image-store.ts';

const BUILD_MS = 60 * 60_000;
const PUSH_MS = 15 * 60_000;
const SHORT_COMMIT_CHARACTERS = 7;

/**
 * Builds the repository's `Dockerfile` with the daemon's own builder. With a registry the image is pushed, and its digest is the one that
 * the registry gave; without, it stays on this daemon, and its digest is the image's own.
 * @throws WorldFailure `dockerfile-missing`, `build-failed`, `push-failed`
 */
export function createDockerBuilder(engine: Engine, registry: Registry | undefined): ImageBuilder {
  return {
    async build(order) {
      await assertDockerfile(order.directory);
      const id = await buildImage(engine, order);
      const { Size, RootFS } = await engine.call<{ Size: number; RootFS: { Layers?: string[] } }>(
        'GET',
        `/images/${id}/json`,
      );
      const facts = { bytes: Size, layers: RootFS.Layers?.length ?? 0 };
      return registry
        ? { ...(await push(engine, order, id, registry)), ...facts }
        : { digest: id, reference: tagOf(order), ...facts };
    },
  };
}

async function assertDockerfile(directory: string): Promise<void> {
  const found = await access(join(directory, 'Dockerfile')).then(
    () => true,
    () => false,
  );
  if (found) return;
  throw new WorldFailure({
    code: 'dockerfile-missing',
    message: 'There is no Dockerfile at the root of the repository.',
    hint: 'Write one, or leave `images:` out of shipchart.yaml: Node services are then built without Docker.',
    retry: false,
  });
}

/** The id of the image, which is the digest of its configuration. */
async function buildImage(engine: Engine, order: ImageOrder): Promise<string> {
  const labels = { 'org.opencontainers.image.revision': order.commit };
  const told = engine.stream('/build', {
    query: { t: tagOf(order), rm: '1', forcerm: '1', labels: JSON.stringify(labels) },
    tar: buildContext(order.directory, order.commitTime),
    limitMs: BUILD_MS,
  });
  let id: string | undefined;
  for await (const line of told) {
    if (typeof line['stream'] === 'string' && line['stream'].trim() !== '') order.log(line['stream'].trimEnd());
    if (typeof line['error'] === 'string') throw failed('build-failed', `The build failed: ${line['error']}`);
    id = (line['aux'] as { ID?: string } | undefined)?.ID ?? id;
  }
  if (id === undefined) throw failed('build-failed', 'The build ended without an image.');
  return id;
}

async function push(
  engine: Engine,
  order: ImageOrder,
  id: string,
  registry: Registry,
): Promise<Pick<BuiltImage, 'digest' | 'reference'>> {
  const repository = `${registry.prefix}/${order.service}`;
  const tag = shortCommit(order);
  await engine.call('POST', `/images/${id}/tag`, { query: { repo: repository, tag } });
  const headers = await authorisation(registry);
  let digest: string | undefined;
  for await (const line of engine.stream(`/images/${repository}/push`, { query: { tag }, headers, limitMs: PUSH_MS })) {
    if (typeof line['error'] === 'string')
      throw failed('push-failed', `The push to ${repository} failed: ${line['error']}`);
    digest = (line['aux'] as { Digest?: string } | undefined)?.Digest ?? digest;
  }
  if (digest === undefined) throw failed('push-failed', `The push to ${repository} ended without a digest.`);
  order.log(`pushed ${repository}:${tag} as ${digest}`);
  return { digest, reference: `${repository}@${digest}` };
}

function tagOf(order: ImageOrder): string {
  return `shipchart/${order.service}-${shortCommit(order)}`;
}

function shortCommit({ commit }: ImageOrder): string {
  return commit.slice(0, SHORT_COMMIT_CHARACTERS);
}

function failed(code: 'build-failed' | 'push-failed', message: string): WorldFailure {
  const hint =
    code === 'build-failed'
      ? 'The lines before it say which instruction failed; `docker build .` shows the same.'
      : 'Look at `images.registry` in shipchart.yaml: its address, user and password.';
  return new WorldFailure({ code, message, hint, retry: code === 'push-failed' });
}
