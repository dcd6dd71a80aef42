import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older or newer than this, a request is not Slack's, or somebody plays it again. */
const AGE_SECONDS_MAX = 300;

/**
 * Whether Slack signed this request: `v0=` and the HMAC-SHA256 of `v0:TIMESTAMP:RAW BODY` under the app's signing secret.
 * @param body the bytes as they came, never what a parser made of them
 * @param nowSeconds since 1970
 */
export function isSignedBySlack(
  { timestamp, signature, body }: { timestamp: string | undefined; signature: string | undefined; body: string },
  secret: string,
  nowSeconds: number,
): boolean {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowSeconds - Number(timestamp)) > AGE_SECONDS_MAX) return false;
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const given = Buffer.from(signature);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
