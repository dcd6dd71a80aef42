import { WorldFailure } from '../../ports/failure.ts';

/** What AWS's clients throw, as far as we read it. */
interface Thrown {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $retryable?: { throttling?: boolean };
}

const EXPIRED =
  /^(ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch)/;
const DENIED = /^(AccessDenied|NotAuthorized|UnauthorizedOperation|AuthFailure)/;
const THROTTLED = /(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/i;
const SILENT = /^(TimeoutError|NetworkingError|ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)/;

/** Passes on what AWS answered. @throws WorldFailure `aws-credentials`, `aws-denied`, `aws-throttled`, `aws-unreachable`, `aws-refused` */
export async function answered<Answer>(call: Promise<Answer>, doing: string): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw failureOf(error, doing) ?? error;
  }
}

/** Whether it is AWS's answer of that name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** Undefined for what is no failure of the world. @param doing what was asked for, such as `ask CloudFront to drop /*` */
function failureOf(error: unknown, doing: string): WorldFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata, $retryable } = error as Thrown;
  const status = $metadata?.httpStatusCode;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : name;
  const facts = (why: string) => ({ message: `Could not ${doing}: ${why}.`, cause: error });
  if (name === 'CredentialsProviderError' || EXPIRED.test(name)) return wrongCredentials(facts(message));
  if (DENIED.test(name)) return denied(facts(message));
  if ($retryable?.throttling || THROTTLED.test(name) || status === 429) return throttled(facts('AWS is throttling'));
  if (SILENT.test(code) || (status !== undefined && status >= 500)) return unreachable(facts(message || code));
  return $metadata && refused(facts(`${name}: ${message}`));
}

type Facts = { message: string; cause: unknown };

function wrongCredentials(facts: Facts): WorldFailure {
  const hint =
    'Give the server a role or fresh credentials by AWS’s default chain; with `role:`, see that it may be assumed.';
  return new WorldFailure({ ...facts, code: 'aws-credentials', hint, retry: true });
}

function denied(facts: Facts): WorldFailure {
  const hint = 'docs/aws.md lists the rights that each feature needs; compare them with the role’s.';
  return new WorldFailure({ ...facts, code: 'aws-denied', hint, retry: false });
}

function throttled(facts: Facts): WorldFailure {
  const hint = 'It was asked several times, later each time. Try again in a minute.';
  return new WorldFailure({ ...facts, code: 'aws-throttled', hint, retry: true, retryAfterMs: THROTTLED_MS });
}

function unreachable(facts: Facts): WorldFailure {
  const hint = 'Look at the network of the server, at `region:`, and at AWS’s own health page.';
  return new WorldFailure({ ...facts, code: 'aws-unreachable', hint, retry: true });
}

function refused(facts: Facts): WorldFailure {
  const hint = 'Compare the names and ARNs in shipchart.yaml with what stands in the account and region.';
  return new WorldFailure({ ...facts, code: 'aws-refused', hint, retry: false });
}

const THROTTLED_MS = 30_000;
