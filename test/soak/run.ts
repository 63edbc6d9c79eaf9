/**
 * `npm run soak -- --seed N --calls N --minutes N`: calls on every transport under kills and faults, and
 * then everything compared. Ends with 1 when something was lost, doubled, mixed up or hung.
 */
import { parseArgs } from "node:util";
import { printReport } from "./report.ts";
import { runSoak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    calls: { type: "string", default: "200000" },
    users: { type: "string", default: "200" },
    kills: { type: "string" },
    faults: { type: "string" },
    "cut-creates": { type: "string" },
    minutes: { type: "string", default: "60" },
  },
});
const calls = Number(values.calls);
// As many for each call as a whole run has: 50 kills, 20,000 faults, 10,000 cut creates.
const options = {
  seed: Number(values.seed),
  calls,
  users: Number(values.users),
  kills: Number(values.kills ?? Math.ceil(calls / 4_000)),
  faults: Number(values.faults ?? Math.ceil(calls / 10)),
  cutCreates: Number(values["cut-creates"] ?? Math.ceil(calls / 20)),
  maxMinutes: Number(values.minutes),
};
console.log(
  Object.entries(options)
    .map(([name, value]) => `${name} ${value}`)
    .join(", "),
);
const result = await runSoak(options, (line) => console.log(line));
process.exitCode = printReport(options, result) ? 0 : 1;
