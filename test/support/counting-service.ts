import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingService {
  /** `host:port`; it answers `/COLOUR/STATUS`, and tells at `/metrics` what it has answered. */
  target: string;
  /** Forgets what it has counted, as a process that starts anew. */
  forget(): void;
  close(): Promise<void>;
}

const EDGES_SECONDS = [0.005, 0.05, 0.5, 5];

/** A service that counts its own answers under the names that OpenTelemetry gives them; a counter appears with its first answer. */
export async function startCountingService(): Promise<CountingService> {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const server = createServer((request, response) => {
    const [, colour, status] = /^\/(blue|green)\/(\d{3})$/.exec(request.url ?? '') ?? [];
    if (colour !== undefined && status !== undefined) {
      const began = performance.now();
      response.writeHead(Number(status)).end(() => {
        const seconds = (performance.now() - began) / 1_000;
        const labels = `environment="shop",colour="${colour}",http_response_status_code="${status}"`;
        for (const edge of EDGES_SECONDS.filter((each) => seconds <= each)) add(bucket(labels, String(edge)));
        add(bucket(labels, '+Inf'));
        add(`http_server_request_duration_seconds_count{${labels}}`);
      });
      return;
    }
    const lines = [...counts].map(([name, count]) => `${name} ${count}`);
    const odd = ['blue', 'green'].map((each) => `odd{environment="shop",colour="${each}"} NaN`);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end([...lines, ...odd, ''].join('\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    forget: () => counts.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bucket(labels: string, edge: string): string {
  return `http_server_request_duration_seconds_bucket{${labels},le="${edge}"}`;
}
