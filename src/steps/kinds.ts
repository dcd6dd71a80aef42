import type { Declarations } from '../chart/declaration.ts';
import { approvalRule } from './approval-rule/approval-rule.ts';
import { cdnInvalidation } from './cdn-invalidation/cdn-invalidation.ts';
import { checkout } from './checkout/checkout.ts';
import { command } from './command/command.ts';
import { deploy } from './deploy/deploy.ts';
import { image } from './image/image.ts';
import { incident } from './incident/incident.ts';
import { loadTest } from './load-test/load-test.ts';
import { monitor } from './monitor/monitor.ts';
import { notify } from './notify/notify.ts';
import { qualityGate } from './quality-gate/quality-gate.ts';
import { review } from './review/review.ts';
import { rollback } from './rollback/rollback.ts';
import { securityScan } from './security-scan/security-scan.ts';
import type { StepKind } from './step.ts';
import { traffic } from './traffic/traffic.ts';

/** Every step kind: one line each. Their settings differ, and each has read its own before it is called. */
const kinds = [
  approvalRule,
  cdnInvalidation,
  checkout,
  command,
  deploy,
  image,
  incident,
  loadTest,
  monitor,
  notify,
  qualityGate,
  review,
  rollback,
  securityScan,
  traffic,
] as readonly unknown[] as readonly StepKind[];

export const stepKinds: Readonly<Record<string, StepKind>> = Object.fromEntries(
  kinds.map((kind) => [kind.declaration.kind, kind]),
);

/** What every step kind says of itself, for those who don't run steps: the language, the CLI, the server, the page. */
export const declarations: Declarations = Object.fromEntries(
  kinds.map(({ declaration }) => [declaration.kind, declaration]),
);
