/**
 * `npm run attacks`: everything in this folder, also what `npm test` leaves out because it waits for
 * ClickUp's limits and back-offs. It takes two to four minutes.
 */
import config from "../vitest.config.ts";

const [workerd, node] = config.test?.projects ?? [];
if (typeof workerd !== "object" || !("test" in workerd)) throw new Error("no workerd project");
if (typeof node !== "object" || !("test" in node)) throw new Error("no node project");

export default {
  test: {
    maxWorkers: 1,
    projects: [
      {
        ...workerd,
        test: {
          ...workerd.test,
          include: ["test/threats/*.test.ts", "test/threats/*.attack.ts"],
          testTimeout: 120_000,
        },
      },
      { ...node, test: { ...node.test, include: ["test/threats/*.node.test.ts"] } },
    ],
  },
};
