import { resolve } from 'node:path';
import type { BuiltImage, ImageBuilder, ImageOrder } from '../../../ports/image-builder.ts';
import { onDisk } from '../disk/disk-full.ts';
import { applicationFiles } from './application-files.ts';
import { imageConfiguration, imageManifest } from './configuration.ts';
import { type WrittenLayer, writeLayer } from './layer.ts';
import { nameImage } from './layout-index.ts';
import { prepareLayout, putJson } from './layout.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Descriptor, MEDIA_TYPES } from './oci.ts';
import { productionDependencies } from './production-dependencies.ts';
import { startCommand } from './start-command.ts';
import type { TreeEntry } from './tree.ts';

const SHORT_COMMIT_CHARACTERS = 7;

interface LayerPlan {
  name: 'dependencies' | 'application';
  entries: TreeEntry[];
}

/**
 * Builds OCI images of Node services without a daemon and pushes them to an OCI image layout on disk.
 *
 * An image has a layer with the production dependencies (none where there are none) and one with the service. It has **no base layer**:
 * no operating system and no Node. The local runtime runs it with the Node of this machine. Docker or a cluster cannot run it;
 * for them the Docker builder puts the service on a base image.
 *
 * Packages with compiled parts are built for this machine's system and processor, which the image's configuration names.
 *
 * @param layoutDirectory made if absent; several processes may push into it at once
 * @param toolVersion Shipchart's version: part of the digest
 */
export function createImageBuilder(options: { layoutDirectory: string; toolVersion: string }): ImageBuilder {
  const layout = resolve(options.layoutDirectory);
  return {
    build: (order) => onDisk(layout, () => build(layout, options.toolVersion, order)),
  };
}

async function build(layout: string, toolVersion: string, order: ImageOrder): Promise<BuiltImage> {
  const manifest = await readManifest(order.directory);
  const plans = await planLayers(order.directory, manifest);
  const command = startCommand(manifest, filesOf(plans), order.log);
  await prepareLayout(layout);
  const layers: WrittenLayer[] = [];
  for (const plan of plans) layers.push(logged(order, await writeLayer(layout, plan.name, order, plan.entries)));
  const config = await putJson(
    layout,
    MEDIA_TYPES.config,
    imageConfiguration(order, manifest, command, layers, toolVersion),
  );
  const image = await putJson(layout, MEDIA_TYPES.manifest, imageManifest(order, config, layers));
  const name = imageName(order);
  nameImage(layout, image, name);
  order.log(`${name} is ${image.digest}, starts with: ${command.words.join(' ')}`);
  return {
    digest: image.digest,
    reference: `oci:${layout}:${name}`,
    bytes: [image, config, ...layers.map((layer) => layer.descriptor)].reduce(
      (sum, part: Descriptor) => sum + part.size,
      0,
    ),
    layers: layers.length,
  };
}

async function planLayers(directory: string, manifest: Manifest): Promise<LayerPlan[]> {
  const dependencies = await productionDependencies(directory, Object.keys(manifest.dependencies ?? {}));
  const application = await applicationFiles(directory);
  const plans: LayerPlan[] = [
    { name: 'dependencies', entries: dependencies },
    { name: 'application', entries: application },
  ];
  return plans.filter((plan) => plan.entries.length > 0);
}

function filesOf(plans: readonly LayerPlan[]): Set<string> {
  return new Set(
    plans.flatMap((plan) => plan.entries.filter((entry) => entry.kind !== 'directory').map((entry) => entry.path)),
  );
}

function logged(order: ImageOrder, layer: WrittenLayer): WrittenLayer {
  order.log(`${layer.name}: ${layer.files} files, ${(layer.descriptor.size / 1024).toFixed(0)} KB compressed`);
  return layer;
}

/** `shop-3f9c2ab`, in the characters that names in a layout may have. */
function imageName(order: ImageOrder): string {
  const service = order.service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${service || 'service'}-${order.commit.slice(0, SHORT_COMMIT_CHARACTERS)}`;
}
