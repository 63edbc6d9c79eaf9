import { describe, expect, it } from "vitest";
import { costPage, costPerMillion } from "../../scripts/cost.ts";

describe("the cost of a million calls", () => {
  it("is the sum of what each call and its share of a batch use, worked out by hand", () => {
    // 0.30 + 0.20 + 0.60 + 0.50 + 0.15 + 0.80 + 3.00 + 0.25
    const eachCall = 5.8;
    // 5.00 + 0.45 + 0.32 + 1.20 + 0.30 + 4.50
    const eachBatch = 11.77;
    expect(costPerMillion(1)).toBeCloseTo(eachCall + eachBatch, 10);
    expect(costPerMillion(100)).toBeCloseTo(eachCall + eachBatch / 100, 10);
  });

  it("stands on the page as it is worked out", () => {
    expect(costPage("")).toContain("| 1 | **17.57** |\n| 5 | **8.15** |\n| 100 | **5.92** |");
  });
});
