/**
 * `npm run audit-faults -- [seed] [calls]`: kills, refusals and redeliveries over at least 20,000 audit
 * events. Ends with 1 when an event is missing, double or wrong.
 */
import { runCampaign } from "./campaign.ts";
import { judge } from "./verdict.ts";

const [seed = Date.now() % 1_000_000, calls = 21_000] = process.argv.slice(2).map(Number);
console.log(`seed ${seed}, ${calls} calls`);
const result = await runCampaign({ seed, calls, killsPerStep: 6, hurry: false });
const { events, unknown, problems } = judge(result);
const { answered, stored, kills, refused, answersLost, messages } = result;
const rows: [string, number][] = [
  ["calls answered", answered.length],
  ["events in the bucket", events],
  ["  of calls that died", unknown],
  ["objects", stored.objects.length],
  ["messages accepted", messages],
  ["messages delivered again after their acknowledgement", result.redelivered],
  ["messages that went to the dead-letter queue", result.deadLetters],
  ["refused by the queue", refused.message],
  ["refused by the bucket", refused.object],
  ["accepted or written, and refused all the same", answersLost],
  ...Object.entries(kills).map(([step, times]): [string, number] => [`killed ${step}`, times]),
  ["seconds", Math.round(result.seconds)],
  ["problems", problems.length],
];
for (const [name, value] of rows) console.log(name.padEnd(56), String(value).padStart(8));
for (const problem of problems.slice(0, 20)) console.log(`- ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
