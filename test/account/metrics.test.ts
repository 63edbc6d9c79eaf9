import { expect, it } from "vitest";
import { measureCall } from "../../src/account/metrics.ts";

it("a call is one data point, with nothing of the user and no text of the client", () => {
  const points: unknown[] = [];
  const metrics = { writeDataPoint: (point: unknown) => void points.push(point) };
  const end = { outcome: "ok", durationMs: 84, upstreamCalls: 2 };
  measureCall(metrics, { tool: "clickup_task_get" }, "free", end);
  measureCall(metrics, { tool: "my secret plan", rest: {} }, "premium", {
    ...end,
    outcome: "unknown_tool",
  });
  expect(points).toEqual([
    {
      indexes: ["clickup_task_get"],
      blobs: ["clickup_task_get", "ok", "free", "mcp"],
      doubles: [84, 2],
    },
    {
      indexes: ["unknown"],
      blobs: ["unknown", "unknown_tool", "premium", "rest"],
      doubles: [84, 2],
    },
  ]);
});
