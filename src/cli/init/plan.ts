import type { Binding, LeftOut, Plan } from './binding.ts';
import { heedsOf } from './heeds.ts';
import { packageManagerOf } from './package-manager.ts';
import { bindBrowserTests, bindChecks, bindLoadTest, bindPrepare, bindScan } from './plan-checks.ts';
import { bindDelivery, bindGate } from './plan-delivery.ts';
import type { Repository } from './repository.ts';

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
  return {
    bindings: [...checks, bindGate(checks), ...(await bindDelivery(repository))],
    leftOut: found.filter((each) => 'why' in each),
    heeds: heedsOf(repository, checks),
  };
}
