import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layCable, type Cable } from './cable.ts';

const LOOK_MS = 20;

/** A cable between the control plane and the host of a data directory. A host that is started anew is taken in again at once. */
export async function layHostCable(data: string): Promise<Cable> {
  const name = join(data, 'host', 'host', 'socket');
  const near = join(tmpdir(), `cable-${createHash('sha256').update(data).digest('hex').slice(0, 12)}.sock`);
  let far = '';
  const look = () => {
    const now = existsSync(name) ? readFileSync(name, 'utf8') : '';
    if (now === '' || now === near) return;
    far = now;
    // In one step: who reads at this moment finds one name or the other.
    writeFileSync(`${name}.cable`, near);
    renameSync(`${name}.cable`, name);
  };
  rmSync(near, { force: true });
  const looking = setInterval(look, LOOK_MS);
  const cable = await layCable({ path: near }, () => ({ path: far }));
  return {
    ...cable,
    async close() {
      clearInterval(looking);
      // Whoever comes next finds the host without us.
      if (far !== '' && existsSync(name)) writeFileSync(name, far);
      await cable.close();
      rmSync(near, { force: true });
    },
  };
}
