import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Refusal } from '../api/shapes.ts';

/** A request that is answered with a refusal: what is wrong, and what to do. */
export class RequestRefused extends Error {
  readonly status: ContentfulStatusCode;
  readonly refusal: Refusal;

  constructor(status: ContentfulStatusCode, refusal: Refusal) {
    super(refusal.message);
    this.status = status;
    this.refusal = refusal;
  }
}

export function refuse(context: Context, { status, refusal }: RequestRefused): Response {
  return context.json(refusal, status);
}

export function notFound(what: string, hint: string): RequestRefused {
  return new RequestRefused(404, { code: 'not-found', message: `There is no ${what}.`, hint });
}
