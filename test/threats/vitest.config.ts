/** `npm run attacks`: the long attacks through the whole Worker, which take minutes and all of a core. */
import config from "../vitest.config.ts";

const [workerd] = config.test?.projects ?? [];
if (typeof workerd !== "object" || !("test" in workerd)) throw new Error("no workerd project");

export default {
  ...workerd,
  test: {
    ...workerd.test,
    name: "attacks",
    include: ["test/threats/*.attack.ts"],
    maxWorkers: 1,
    testTimeout: 120_000,
  },
};
