export type Tier = "free" | "premium";
