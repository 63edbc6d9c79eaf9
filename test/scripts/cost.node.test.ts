import { describe, expect, it } from "vitest";
import { callsForGoal, costPage, costPerIdleMonth, costPerMillion } from "../../scripts/cost.ts";

describe("the cost of a million calls", () => {
  it("is the sum of what each call and its share of a batch and an hour use, worked out by hand", () => {
    // 0.30 + 5.1 × 0.02 + 0.60 + 0.15 + 0.80 + 2.01 + 0.25
    const eachCall = 4.212;
    // 4.00 + 0.45 + 0.32 + 1.20 + 0.30 + 4.50
    const eachBatch = 10.77;
    const eachHour = 3;
    expect(costPerMillion({ callsPerBatch: 1, batchesPerHour: 1 })).toBeCloseTo(
      eachCall + eachBatch + eachHour,
      10,
    );
    expect(costPerMillion({ callsPerBatch: 10, batchesPerHour: 60 })).toBeCloseTo(
      eachCall + eachBatch / 10 + eachHour / 600,
      10,
    );
  });

  it("meets the goal from so many calls in a batch on, and with one less does not", () => {
    const calls = callsForGoal(90);
    const at = (callsPerBatch: number) => costPerMillion({ callsPerBatch, batchesPerHour: 90 });
    expect(at(calls)).toBeLessThanOrEqual(5);
    expect(at(calls - 1)).toBeGreaterThan(5);
  });

  it("stands on the page as it is worked out", () => {
    expect(costPage("")).toContain("| one call now and then | 1 | 1 | **17.98** |");
    expect(costPage("")).toContain("| a script that never stops | 100 | 90 | **4.32** |");
  });
});

describe("the cost of an idle user", () => {
  it("is a tenth of a cent a month", () => {
    expect(costPerIdleMonth()).toBeGreaterThan(0.0005);
    expect(costPerIdleMonth()).toBeLessThan(0.0015);
  });
});
