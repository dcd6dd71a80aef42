import type { ServerResponse } from 'node:http';

/** A log that a test grows by hand. */
export class RecordedLog {
  #text = '';
  #ended = false;
  readonly #followers = new Set<ServerResponse>();

  write(text: string): void {
    this.#text += text;
    for (const response of this.#followers) response.write(text);
  }

  end(): void {
    this.#ended = true;
    for (const response of this.#followers) response.end();
  }

  send(query: URLSearchParams, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.write(Buffer.from(this.#text).subarray(Number(query.get('from') ?? 0)));
    if (query.get('follow') !== '1' || this.#ended) response.end();
    else {
      this.#followers.add(response);
      response.on('close', () => this.#followers.delete(response));
    }
  }
}
