import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCountingService, type CountingService } from '../../../test/support/counting-service.ts';
import { until } from '../../../test/support/programs.ts';
import { isWithoutPrometheus, startPrometheus, type PrometheusForTests } from '../../../test/support/prometheus.ts';
import { metricsContract } from '../../ports/metrics.contract.ts';
import type { MetricsSource } from '../../ports/metrics.ts';
import type { Names } from './queries.ts';
import { createPrometheusMetrics } from './metrics.ts';

// One block for the whole day, so that none begins while a test counts.
const PACE = { everyMs: 0, settleMs: 500, blockMs: 86_400_000 };
const RELEASES = { blue: 'aaaaaaa', green: undefined };

function metricsAt(address: string, names: Names): MetricsSource {
  return createPrometheusMetrics({
    prometheus: { address },
    names,
    releaseOf: async (_, colour) => RELEASES[colour],
    now: Date.now,
    pace: PACE,
  });
}

async function requestsIn(metrics: MetricsSource): Promise<number> {
  const reading = await metrics.read('shop');
  return reading.state === 'counted' ? reading.colours.blue.requests : 0;
}

function sending(service: CountingService, metrics: MetricsSource) {
  return async (count: number, failing: number): Promise<void> => {
    const before = await requestsIn(metrics);
    for (let i = 0; i < count; i++)
      await fetch(`http://${service.target}/blue/${i < failing ? 500 : 200}`).then((answer) => answer.text());
    await until('the scrape', async () => ((await requestsIn(metrics)) >= before + count ? true : undefined));
  };
}

describe.skipIf(isWithoutPrometheus())('with a real Prometheus', () => {
  metricsContract('Prometheus', async () => {
    const service = await startCountingService();
    const prometheus = await startPrometheus([service.target]);
    const metrics = metricsAt(prometheus.address, { names: 'opentelemetry' });
    const requests = sending(service, metrics);
    return {
      metrics,
      environment: 'shop',
      strangeEnvironment: 'nowhere',
      requests,
      relaunch: async () => {
        service.forget();
        await requests(1, 0);
      },
      close: async () => {
        await prometheus.stop();
        await service.close();
      },
    };
  });

  describe('queries are tried', () => {
    let service: CountingService;
    let prometheus: PrometheusForTests;
    beforeAll(async () => {
      service = await startCountingService();
      prometheus = await startPrometheus([service.target]);
      await sending(service, metricsAt(prometheus.address, { names: 'opentelemetry' }))(5, 1);
    });
    afterAll(async () => {
      await prometheus.stop();
      await service.close();
    });

    const COUNT = 'http_server_request_duration_seconds_count{environment="{{environment}}",colour="{{colour}}"}';
    const RANGE = `${COUNT}[{{window}}]`;
    const examine = (queries: { requests: string; errors: string; latency?: string }) =>
      metricsAt(prometheus.address, { queries }).examine('shop');

    test('the first error of a counter that was not there before counts', async () => {
      const found = await metricsAt(prometheus.address, { names: 'opentelemetry' }).examine('shop');
      expect(found).toMatch(/^5 requests, 1 errors of late, with times of answers; the newest are \d+ s old$/);
    });

    test.each([
      ['a vector', { requests: `sum(rate(${RANGE}))`, errors: RANGE }, 'query-wrong-type', /a vector/],
      ['no counters', { requests: '"text{{window}}{{colour}}"', errors: RANGE }, 'query-wrong-type', /a string/],
      ['bad syntax', { requests: `${COUNT}[{{window}`, errors: RANGE }, 'prometheus-refused', /parse error/],
      ['nothing', { requests: `un${RANGE}`, errors: `un${RANGE}` }, 'metrics-empty', /has nothing.*unhttp_server/],
      ['no denominator', { requests: `un${RANGE}`, errors: RANGE }, 'metrics-empty', /no requests/],
      ['NaN', { requests: 'odd{colour="{{colour}}"}[{{window}}]', errors: RANGE }, 'metrics-empty', /NaN.*odd/],
      ['no buckets', { requests: RANGE, errors: RANGE, latency: RANGE }, 'metrics-empty', /no label "le"/],
    ])('%s is refused with what came back', async (_, queries, code, message) => {
      await expect(examine(queries)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    });

    test('a release is named by its commit, and a colour without one counts nothing', async () => {
      const ofRelease = 'http_server_request_duration_seconds_count{version="{{release}}"}[{{window}}]';
      const asked = examine({ requests: ofRelease, errors: ofRelease });
      await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('version="aaaaaaa"') as string });
    });

    test('where nobody answers, the failure says so', async () => {
      const gone = metricsAt('http://127.0.0.1:1', { names: 'istio' });
      await expect(gone.read('shop')).rejects.toMatchObject({ code: 'prometheus-unreachable', retry: true });
    });
  });
});
