import type { Binding, LeftOut, Plan } from './binding.ts';
import { heedsOf } from './heeds.ts';
import { packageManagerOf } from './package-manager.ts';
import { bindBrowserTests, bindChecks, bindLoadTest, bindPrepare, bindScan } from './plan-checks.ts';
import { bindDelivery, bindGate } from './plan-delivery.ts';
import type { Repository } from './repository.ts';

/** Every node in the order in which the chart leads to it; passive ones need no settings. */
const ORDER = (
  'CI LINT UNIT SEC BUILD STAGING_DEPLOY INT_TEST E2E PERF GATE ROLLBACK_STG APPROVAL REVIEW PROD_DEPLOY CANARY MONITOR FULL_ROLLOUT ' +
  'ROLLBACK_PROD CDN NOTIFY_FAIL NOTIFY_OK INCIDENT'
).split(' ');

/** Binds every node of the chart to what the repository has. Checks that it has nothing for are left out rather than pretended. */
export async function planDelivery(repository: Repository): Promise<Plan> {
  const manager = packageManagerOf(repository);
  const found: (Binding | LeftOut)[] = [
    bindPrepare(repository, manager),
    ...bindChecks(repository, manager),
    bindScan(repository),
    await bindBrowserTests(repository, manager),
    await bindLoadTest(repository, manager),
  ];
  const checks = found.filter((each) => 'settings' in each);
  const bindings = [...checks, bindGate(checks), ...(await bindDelivery(repository))];
  return {
    bindings: ORDER.flatMap((node) => bindings.filter((binding) => binding.node === node)),
    leftOut: found.filter((each) => 'why' in each),
    heeds: heedsOf(repository, checks),
  };
}
