import type { ErrorWorld } from './error-world.ts';

const always = (rate: number) => () => rate;
const percent = (value: number) => value / 100;
const wave = { rate: (at: number) => percent(0.5 + at / 3_600), traffic: (at: number) => 1 - at / 7_200 };

/** Releases that are as good as what they replace. */
export const NO_HARM: readonly ErrorWorld[] = [
  { name: 'A/A 1 %, 5,000/s', requestsPerSecond: 5_000, rate: always(0.01) },
  { name: 'A/A 1 %, 100/s', requestsPerSecond: 100, rate: always(0.01) },
  { name: 'A/A 1 %, 10/s', requestsPerSecond: 10, rate: always(0.01) },
  { name: 'A/A 1 %, 1/s', requestsPerSecond: 1, rate: always(0.01) },
  { name: 'A/A 0.1 %, 5,000/s', requestsPerSecond: 5_000, rate: always(0.001) },
  { name: 'A/A 0.1 %, 100/s', requestsPerSecond: 100, rate: always(0.001) },
  { name: 'shared shocks 0.5 %, 1,000/s', requestsPerSecond: 1_000, rate: always(0.005), shocks: true },
  { name: 'shared shocks 0.5 %, 100/s', requestsPerSecond: 100, rate: always(0.005), shocks: true },
  { name: 'time of day 0.5 to 1.5 %, 1,000/s', requestsPerSecond: 1_000, ...wave },
  { name: 'instances differ by 5 %, 5,000/s', requestsPerSecond: 5_000, rate: always(0.01), instanceSpread: 0.05 },
  { name: 'instances differ by 15 %, 5,000/s', requestsPerSecond: 5_000, rate: always(0.01), instanceSpread: 0.15 },
  { name: 'instances wander, 1,000/s', requestsPerSecond: 1_000, rate: always(0.01), instanceNoise: 0.3 },
  { name: 'instances wander, 5,000/s', requestsPerSecond: 5_000, rate: always(0.01), instanceNoise: 0.3 },
  { name: 'retry storms of 5, 1,000/s', requestsPerSecond: 1_000, rate: always(0.01), storms: 5 },
  { name: 'retry storms of 20, 1,000/s', requestsPerSecond: 1_000, rate: always(0.01), storms: 20 },
  { name: 'one instance, 1,000/s', requestsPerSecond: 1_000, rate: always(0.01), instances: 1, instanceSpread: 0.05 },
  {
    name: 'instances scaled, 1,000/s',
    requestsPerSecond: 1_000,
    rate: always(0.01),
    instanceSpread: 0.1,
    // Up and down again, a step every five minutes.
    scaled: (at) => [1 + (Math.floor(at / 300) % 3), 9 + ((Math.floor(at / 300) * 4) % 9)],
  },
  { name: 'router in a fixed cycle, 1,000/s', requestsPerSecond: 1_000, rate: always(0.01), cyclic: 0.3 },
  { name: 'canary 5 % worse (immaterial), 5,000/s', requestsPerSecond: 5_000, rate: always(0.01), harm: () => 1.05 },
];

const worse = (name: string, rate: number, times: number, requestsPerSecond: number): ErrorWorld => ({
  name,
  requestsPerSecond,
  rate: always(rate),
  harm: () => times,
});

/** Releases that are worse, and from when. */
export const HARM: readonly (ErrorWorld & { from?: number })[] = [
  worse('0.1 to 0.5 %, 5,000/s', 0.001, 5, 5_000),
  worse('0.1 to 0.5 %, 100/s', 0.001, 5, 100),
  worse('1 to 2 %, 5,000/s', 0.01, 2, 5_000),
  worse('1 to 2 %, 100/s', 0.01, 2, 100),
  worse('1 to 2 %, 10/s', 0.01, 2, 10),
  worse('1 to 2 %, 1/s', 0.01, 2, 1),
  worse('1 to 50 %, 1/s', 0.01, 50, 1),
  worse('0.1 to 20 %, 100/s', 0.001, 200, 100),
  worse('1 to 1.5 %, 1,000/s', 0.01, 1.5, 1_000),
  worse('0.5 to 1 %, 100/s (x2)', 0.005, 2, 100),
  worse('0.5 to 2.5 %, 100/s (x5)', 0.005, 5, 100),
  worse('0.5 to 10 %, 100/s (x20)', 0.005, 20, 100),
  {
    ...worse('leak 1 to 3 % from 600 s, 1,000/s', 0.01, 1, 1_000),
    harm: (at) => 1 + 2 * Math.min(1, Math.max(0, (at - 600) / 3_000)),
    from: 600,
  },
  { ...worse('late step x2 at 1,800 s, 1,000/s', 0.01, 1, 1_000), harm: (at) => (at > 1_800 ? 2 : 1), from: 1_800 },
  { ...worse('shared shocks and x2, 1,000/s', 0.005, 2, 1_000), shocks: true },
  { ...worse('time of day and x2, 1,000/s', 0.005, 2, 1_000), ...wave },
  { ...worse('retry storms of 5 and x2, 1,000/s', 0.01, 2, 1_000), storms: 5 },
  { ...worse('instances wander and x2, 1,000/s', 0.01, 2, 1_000), instanceNoise: 0.3 },
  { ...worse('instances wander and x5, 1,000/s', 0.01, 5, 1_000), instanceNoise: 0.3 },
  { ...worse('instances differ by 5 % and x2, 5,000/s', 0.01, 2, 5_000), instanceSpread: 0.05 },
];

const equal = (rate: number, requestsPerSecond: number): ErrorWorld => ({
  name: `equal at ${Number((rate * 100).toPrecision(2))} %, ${requestsPerSecond.toLocaleString('en')}/s`,
  requestsPerSecond,
  rate: always(rate),
});

/** Releases whose share of the traffic the evidence raises, from 5 to 50 %. */
export const PACED: readonly ErrorWorld[] = [
  equal(0.01, 5_000),
  equal(0.01, 1_000),
  equal(0.01, 100),
  equal(0.001, 1_000),
  equal(0.001, 100),
  worse('0.1 to 0.2 %, 100/s', 0.001, 2, 100),
  worse('0.5 to 2.5 %, 100/s', 0.005, 5, 100),
  worse('0.5 to 10 %, 100/s', 0.005, 20, 100),
];
