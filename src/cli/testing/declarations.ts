import type { Declarations } from '../../chart/declaration.ts';
import { approvalRuleDeclaration } from '../../steps/approval-rule/declaration.ts';
import { cdnInvalidationDeclaration } from '../../steps/cdn-invalidation/declaration.ts';
import { checkoutDeclaration } from '../../steps/checkout/declaration.ts';
import { commandDeclaration } from '../../steps/command/declaration.ts';
import { deployDeclaration } from '../../steps/deploy/declaration.ts';
import { imageDeclaration } from '../../steps/image/declaration.ts';
import { incidentDeclaration } from '../../steps/incident/declaration.ts';
import { loadTestDeclaration } from '../../steps/load-test/declaration.ts';
import { monitorDeclaration } from '../../steps/monitor/declaration.ts';
import { notifyDeclaration } from '../../steps/notify/declaration.ts';
import { qualityGateDeclaration } from '../../steps/quality-gate/declaration.ts';
import { reviewDeclaration } from '../../steps/review/declaration.ts';
import { rollbackDeclaration } from '../../steps/rollback/declaration.ts';
import { securityScanDeclaration } from '../../steps/security-scan/declaration.ts';
import { trafficDeclaration } from '../../steps/traffic/declaration.ts';

/** What every step kind says of itself, as `main` hands it to the command line. */
export const declarations: Declarations = Object.fromEntries(
  [
    approvalRuleDeclaration,
    cdnInvalidationDeclaration,
    checkoutDeclaration,
    commandDeclaration,
    deployDeclaration,
    imageDeclaration,
    incidentDeclaration,
    loadTestDeclaration,
    monitorDeclaration,
    notifyDeclaration,
    qualityGateDeclaration,
    reviewDeclaration,
    rollbackDeclaration,
    securityScanDeclaration,
    trafficDeclaration,
  ].map((each) => [each.kind, each]),
);
