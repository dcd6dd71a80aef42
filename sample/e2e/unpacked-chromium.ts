import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from './browser.ts';

const PACKAGE = new URL('../', import.meta.resolve('@sparticuz/chromium'));

/**
 * npm's Chromium, unpacked once for each version of it (1.6 s) into the user's cache. `environment` names the shared
 * libraries it brings along, for machines that lack them; `fonts` a configuration with its own fonts.
 */
export async function unpackChromium(): Promise<Browser & { fonts: string }> {
  const { version }: { version: string } = JSON.parse(await readFile(new URL('package.json', PACKAGE), 'utf8'));
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sample-shop');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder, cache);
  return {
    path: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') },
    fonts: join(folder, 'fonts.conf'),
  };
}

/** Unpacks beside `folder` and renames, so that nobody ever meets half a browser. */
async function unpackInto(folder: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(`${folder}-partial-`);
  try {
    await inflateInto(partial);
    await writeFile(join(partial, 'fonts.conf'), fontConfiguration(folder));
    await rename(partial, folder);
  } catch (error) {
    // Another run was faster: its folder is as good as ours.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The package unpacks into the temporary directory, and takes a left-over of any version it finds there for its own. */
async function inflateInto(folder: string): Promise<void> {
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    await Promise.all([chromium.executablePath(), inflate(fileURLToPath(new URL('bin/al2023.tar.br', PACKAGE)))]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>
`;
}
