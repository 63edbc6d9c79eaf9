/** What a fuzz run counted, and its table at the end of the run. */
import type { TestCase, TestModule } from "vitest/node";

export interface FuzzCount {
  what: string;
  cases: number;
  /** How often each outcome came: a run in which nothing succeeded proves little. */
  outcomes: Readonly<Record<string, number>>;
}

declare module "vitest" {
  interface TaskMeta {
    fuzz?: FuzzCount;
  }
}

/** A reporter of vitest beside the usual one: what was tried, how often, and what came of it. */
export default class FuzzTotals {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test: TestCase) => test.meta().fuzz ?? []);
    for (const { what, cases, outcomes } of counts) {
      const told = Object.entries(outcomes)
        .sort(([, a], [, b]) => b - a)
        .map(([outcome, times]) => `${outcome} ${times}`);
      console.log(`${what.padEnd(34)}${String(cases).padStart(8)}  ${told.join(", ")}`);
    }
    const total = counts.reduce((sum, { cases }) => sum + cases, 0);
    console.log(`\n${total} cases, seed ${process.env.SEED}`);
  }
}
