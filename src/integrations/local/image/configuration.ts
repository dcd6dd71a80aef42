import type { ImageOrder } from '../../../ports/image-builder.ts';
import { WORKING_DIRECTORY, type WrittenLayer } from './layer.ts';
import type { Manifest } from './manifest.ts';
import { type Descriptor, MEDIA_TYPES } from './oci.ts';
import type { StartCommand } from './start-command.ts';

/** No name, since the image has no /etc/passwd; never root. */
const USER = '1000';
/** Declared where `package.json` names no `config.port`. Whoever runs the image tells the service its port through PORT. */
const USUAL_PORT = 8080;

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/** The image's configuration. The tool's version stands in its history: another version may build another image of the same commit. */
export function imageConfiguration(
  order: ImageOrder,
  manifest: Manifest,
  command: StartCommand,
  layers: readonly WrittenLayer[],
  toolVersion: string,
): object {
  const created = createdAt(order);
  return {
    created,
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: SYSTEMS[process.platform] ?? process.platform,
    config: {
      User: USER,
      ExposedPorts: { [`${manifest.config?.port ?? USUAL_PORT}/tcp`]: {} },
      Env: Object.entries({ NODE_ENV: 'production', ...command.environment }).map(
        ([name, value]) => `${name}=${value}`,
      ),
      Entrypoint: command.words,
      WorkingDir: WORKING_DIRECTORY,
      Labels: labels(order),
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map((layer) => ({ created, created_by: `shipchart ${toolVersion}`, comment: layer.name })),
  };
}

export function imageManifest(order: ImageOrder, config: Descriptor, layers: readonly WrittenLayer[]): object {
  return {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config,
    layers: layers.map((layer) => layer.descriptor),
    annotations: labels(order),
  };
}

function labels(order: ImageOrder): Record<string, string> {
  return {
    'org.opencontainers.image.created': createdAt(order),
    'org.opencontainers.image.revision': order.commit,
    'org.opencontainers.image.title': order.service,
  };
}

function createdAt(order: ImageOrder): string {
  return new Date(order.commitTime * 1000).toISOString();
}
