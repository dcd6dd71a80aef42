import type { Server } from 'node:http';
import { WorldFailure } from '../../../ports/failure.ts';
import { createEdge, type Edge } from './edge.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { freePort } from './free-port.ts';
import { closeServer, listenOn } from './listen.ts';
import type { EnvironmentRecord } from './state-file.ts';

/** The ports an environment is reached at: its traffic, and the edge cache before it. */
export class Fronts {
  edge: Edge | undefined;
  readonly #name: string;
  readonly #makeServer: () => Server;
  #traffic: { server: Server; port: number } | undefined;
  #edgePort: number | undefined;

  constructor(name: string, makeServer: () => Server) {
    this.#name = name;
    this.#makeServer = makeServer;
  }

  get port(): number | undefined {
    return this.#traffic?.port;
  }

  get cdnPort(): number | undefined {
    return this.#edgePort;
  }

  /**
   * Listens where the settings say, and notes chosen ports in `record`. What listens there already stays untouched.
   * @throws WorldFailure `port-in-use`, `port-refused`, `no-free-port`; what listened before goes on then
   */
  async open(settings: EnvironmentSettings, record: EnvironmentRecord): Promise<void> {
    const moved = await this.#openTraffic(settings.port, record);
    if (settings.cdnPort === undefined) await this.#closeEdge();
    else await this.#openEdge(settings.cdnPort, record, moved);
  }

  async close(): Promise<void> {
    await Promise.all([this.#closeEdge(), this.#closeTraffic()]);
  }

  async #openTraffic(wanted: number, record: EnvironmentRecord): Promise<boolean> {
    if (this.#traffic && (wanted === 0 || wanted === this.#traffic.port)) return false;
    const server = this.#makeServer();
    const port = await openOn(server, { wanted, before: record.port, what: `environment ${this.#name}` });
    await this.#closeTraffic();
    this.#traffic = { server, port };
    record.port = port;
    return true;
  }

  async #openEdge(wanted: number, record: EnvironmentRecord, moved: boolean): Promise<void> {
    if (this.edge && !moved && (wanted === 0 || wanted === this.#edgePort)) return;
    // A cache that has to move its port and one whose origin moved are begun anew; the old one may hold the port we want.
    if (moved || wanted === this.#edgePort) await this.#closeEdge();
    const edge = createEdge(this.#traffic?.port ?? 0);
    const port = await openOn(edge.server, {
      wanted,
      before: record.cdnPort,
      what: `the cdn of environment ${this.#name}`,
    });
    await this.#closeEdge();
    this.edge = edge;
    this.#edgePort = port;
    record.cdnPort = port;
  }

  async #closeTraffic(): Promise<void> {
    if (this.#traffic) await closeServer(this.#traffic.server, CLOSE_LIMIT_MS);
    this.#traffic = undefined;
  }

  async #closeEdge(): Promise<void> {
    await this.edge?.close(CLOSE_LIMIT_MS);
    this.edge = undefined;
    this.#edgePort = undefined;
  }
}

/** How long requests may go on after their front is closed. */
const CLOSE_LIMIT_MS = 5_000;

/** Where the settings leave the port open, the one chosen before is taken again, so that addresses stay. */
async function openOn(
  server: Server,
  order: { wanted: number; before: number | undefined; what: string },
): Promise<number> {
  const { wanted, before, what } = order;
  if (wanted !== 0) return listenOn(server, wanted, what);
  if (before !== undefined) {
    try {
      return await listenOn(server, before, what);
    } catch (cause) {
      if (!(cause instanceof WorldFailure)) throw cause;
    }
  }
  return listenOn(server, await freePort(new Set()), what);
}
