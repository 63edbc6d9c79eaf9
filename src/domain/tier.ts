export const TIERS = ["free", "premium"] as const;
export type Tier = (typeof TIERS)[number];
