import type { EnvironmentHealth } from '../api/shapes.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Colour } from '../ports/release.ts';

/** What stands in each colour, as whatever runs it says; its silence is told as that, and never as health. */
export async function healthOf(runtime: Runtime, environment: string): Promise<EnvironmentHealth> {
  const [blue, green] = await Promise.all([
    colourHealth(runtime, environment, 'blue'),
    colourHealth(runtime, environment, 'green'),
  ]);
  return { blue, green };
}

async function colourHealth(runtime: Runtime, environment: string, colour: Colour): Promise<EnvironmentHealth['blue']> {
  try {
    const status = await runtime.status(environment, colour);
    if (status.state === 'empty') return { state: 'empty' };
    const { state, release } = status;
    if (state === 'healthy') return { state, release: release.id, instances: status.instances };
    return { state, release: release.id, ...(state === 'failed' ? { detail: status.detail } : {}) };
  } catch (error) {
    return { state: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}
