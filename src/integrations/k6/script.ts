import type { LoadScenario } from '../../ports/load-generator.ts';

/** A k6 script that sends the scenario's requests in turn and writes its summary to `summaryFile`. All data goes in as JSON. */
export function scriptFor(scenario: LoadScenario, url: string, summaryFile: string): string {
  return `import http from 'k6/http';

const base = ${JSON.stringify(url)};
const requests = ${JSON.stringify(scenario.requests)};

export const options = ${JSON.stringify(optionsFor(scenario))};

export default function () {
  const { method, path, headers, body } = requests[(__VU * 7919 + __ITER) % requests.length];
  http.request(method, base + path, body === undefined ? null : body, { headers });
}

export function handleSummary(data) {
  return { ${JSON.stringify(summaryFile)}: JSON.stringify(data) };
}
`;
}

function optionsFor({ connections, rate, seconds }: LoadScenario) {
  const summaryTrendStats = ['med', 'p(95)', 'p(99)'];
  if (rate === undefined) return { vus: connections, duration: `${seconds}s`, summaryTrendStats };
  const scenario = {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: connections,
  };
  return { scenarios: { load: scenario }, summaryTrendStats };
}
