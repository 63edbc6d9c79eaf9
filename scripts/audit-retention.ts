/**
 * How long the audit bucket keeps its objects, as lifecycle rules of R2: `npm run setup` sets them, and
 * docs/operations.md tells how to change them. A bucket is the operator's: nothing in `src/` expires objects.
 */
export interface RetentionRule {
  name: string;
  prefix: string;
  /** Days after the write. */
  days: number;
}

export const AUDIT_RETENTION: readonly RetentionRule[] = [
  // A year and the time to look for what was a year ago.
  { name: "audit", prefix: "audit/", days: 400 },
  // Long enough to mend and write again what came as a dead letter.
  { name: "audit-dead", prefix: "audit-dead/", days: 90 },
];
