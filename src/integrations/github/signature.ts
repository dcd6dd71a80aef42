import { verify } from '@octokit/webhooks-methods';

const SHA256 = /^sha256=[0-9a-f]{64}$/;

/** Whether GitHub signed these bytes: HMAC-SHA256 over the body as it came, compared in constant time. */
export async function isSignedByGitHub(body: string, signature: string | undefined, secret: string): Promise<boolean> {
  if (body === '' || signature === undefined || !SHA256.test(signature)) return false;
  return verify(secret, body, signature);
}
