import type { Context } from 'hono';
import type { z } from 'zod';
import { RequestRefused } from './refused.ts';

/** The request's JSON in the asked shape. @throws RequestRefused 400 with every problem */
export async function readBody<Shape>(context: Context, shape: z.ZodType<Shape>): Promise<Shape> {
  const body: unknown = await context.req.json().catch(() => undefined);
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const message = read.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
  throw new RequestRefused(400, { code: 'bad-request', message, hint: 'See docs for the shape of this request.' });
}
