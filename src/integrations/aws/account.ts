import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** A throttled call is sent again by the client, later each time: 20 s in all at most. Every call of ours may be repeated. */
const SENDS_MAX = 6;
const SESSION_SECONDS = 3_600;

/** Where an environment lives, and as whom Shipchart works there. */
export interface AwsPlace {
  region: string;
  /** Assumed by means of the default credentials, and anew before they run out; undefined: these do the work themselves. */
  role?: string | undefined;
  externalId?: string | undefined;
}

/**
 * What every client is made with. Credentials come from AWS's default chain (the instance's or task's role, web identity, profile, variables)
 * and are kept nowhere; `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>` count.
 */
export function clientSettings(place: AwsPlace) {
  return {
    region: place.region,
    maxAttempts: SENDS_MAX,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(place.role === undefined ? {} : { credentials: assumed(place.role, place) }),
  };
}

function assumed(role: string, { region, externalId }: AwsPlace) {
  return fromTemporaryCredentials({
    params: {
      RoleArn: role,
      RoleSessionName: 'shipchart',
      DurationSeconds: SESSION_SECONDS,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: { region },
  });
}
