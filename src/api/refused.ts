import type { Refusal } from './shapes.ts';

/** The server said no, or could not be asked: `refusal` says what is wrong and what to do. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;

  constructor(refusal: Refusal, status: number, cause?: unknown) {
    super(refusal.message, { cause });
    this.name = 'Refused';
    this.refusal = refusal;
    this.status = status;
  }

  /** The same call may succeed later without anyone changing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What a refusing answer says; where something other than Shipchart answered (a proxy, say), that is what the refusal tells. */
export async function refusedBy(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => undefined);
  return new Refused(isRefusal(body) ? body : strange(response), response.status);
}

/** No answer at all: wrong address, server down, connection cut. */
export function unreachable(baseUrl: string, cause: unknown): Refused {
  const place = baseUrl === '' ? 'The server' : `The server at ${baseUrl}`;
  const hint = 'Start it with `shipchart up`, or check the address.';
  return new Refused({ code: 'unreachable', message: `${place} does not answer.`, hint }, 0, cause);
}

function isRefusal(body: unknown): body is Refusal {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message, hint } = body as Partial<Record<string, unknown>>;
  return [code, message, hint].every((each) => typeof each === 'string');
}

function strange({ status, url }: Response): Refusal {
  return {
    code: `http-${status}`,
    message: `${url} answered ${status} without saying why.`,
    hint: 'Check that the address is that of a Shipchart server, and look at the server’s own output.',
  };
}
