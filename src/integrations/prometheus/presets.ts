/** What is asked about one colour; each gives a range of samples of counters. */
export interface Queries {
  requests: string;
  errors: string;
  /** Buckets of a classic histogram, with the label `le`. */
  latency?: string | undefined;
  /** What `le` counts in. */
  unit?: 's' | 'ms' | undefined;
}

export const PRESETS = ['istio', 'envoy', 'nginx', 'haproxy', 'opentelemetry'] as const;
export type PresetName = (typeof PRESETS)[number];

interface Preset {
  /** The labels that name a colour of an environment, unless the operator says others. */
  select: string;
  queries(select: string): Queries;
}

/** The names that others give to requests, failed requests and times of answers. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  istio: {
    select: 'destination_workload="{{environment}}-{{colour}}"',
    // A code of 0 is a request without an answer.
    queries: (select) => ({
      requests: `istio_requests_total{reporter="destination",${select}}[{{window}}]`,
      errors: `istio_requests_total{reporter="destination",response_code=~"5..|0",${select}}[{{window}}]`,
      latency: `istio_request_duration_milliseconds_bucket{reporter="destination",${select}}[{{window}}]`,
      unit: 'ms',
    }),
  },
  envoy: {
    select: 'envoy_cluster_name="{{environment}}-{{colour}}"',
    queries: (select) => ({
      requests: `envoy_cluster_upstream_rq_xx{${select}}[{{window}}]`,
      errors: `envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",${select}}[{{window}}]`,
      latency: `envoy_cluster_upstream_rq_time_bucket{${select}}[{{window}}]`,
      unit: 'ms',
    }),
  },
  nginx: {
    select: 'service="{{environment}}-{{colour}}"',
    queries: (select) => ({
      requests: `nginx_ingress_controller_requests{${select}}[{{window}}]`,
      errors: `nginx_ingress_controller_requests{status=~"5..",${select}}[{{window}}]`,
      latency: `nginx_ingress_controller_request_duration_seconds_bucket{${select}}[{{window}}]`,
      unit: 's',
    }),
  },
  haproxy: {
    select: 'proxy="{{environment}}",server=~"{{colour}}-.*"',
    // It has no histogram. What it could not connect is not among its responses.
    queries: (select) => ({
      requests: `haproxy_server_http_responses_total{${select}}[{{window}}]`,
      errors: `haproxy_server_http_responses_total{code="5xx",${select}}[{{window}}]`,
    }),
  },
  opentelemetry: {
    select: 'environment="{{environment}}",colour="{{colour}}"',
    queries: (select) => ({
      requests: `http_server_request_duration_seconds_count{${select}}[{{window}}]`,
      errors: `http_server_request_duration_seconds_count{http_response_status_code=~"5..",${select}}[{{window}}]`,
      latency: `http_server_request_duration_seconds_bucket{${select}}[{{window}}]`,
      unit: 's',
    }),
  },
};
