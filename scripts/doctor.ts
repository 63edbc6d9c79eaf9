/**
 * `npm run doctor -- --url https://… [--token TOKEN] [--client-id ID]`: looks at a deployment from outside,
 * and with a personal token from inside. One line a check; ends with 1 when one fails. The token can come
 * as DOCTOR_TOKEN instead, so that it is in no list of processes.
 */
import { realpathSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Check, type Deployment, deploymentAt, Problem } from "./doctor/deployment.ts";
import { INSIDE } from "./doctor/inside.ts";
import { OUTSIDE } from "./doctor/outside.ts";

const CHECKS: readonly Check[] = [...OUTSIDE, ...INSIDE];
const NAME_WIDTH = Math.max(...CHECKS.map(({ name }) => name.length));

/** Prints a line for each check; returns the names of those that failed. */
export async function examine(
  deployment: Deployment,
  print: (line: string) => void,
): Promise<string[]> {
  const failed: string[] = [];
  const line = (state: string, name: string, text: string) =>
    print(`${state.padEnd(4)}  ${name.padEnd(NAME_WIDTH)}  ${text}`);
  for (const check of CHECKS) {
    if (check.needsToken === true && deployment.token === undefined) {
      line("-", check.name, "not looked at: give --token");
      continue;
    }
    try {
      line("ok", check.name, await check.look(deployment));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failed.push(check.name);
      line("FAIL", check.name, error.message);
      line("", "", `→ ${error.advice}`);
      if (check.isVital === true) {
        print("Nothing more was looked at.");
        break;
      }
    }
  }
  return failed;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      token: { type: "string", default: process.env.DOCTOR_TOKEN },
      "client-id": { type: "string", default: process.env.CLICKUP_CLIENT_ID },
    },
  });
  const { token, "client-id": clientId } = values;
  const url = URL.parse(values.url ?? "");
  if (url === null) {
    console.error("npm run doctor -- --url https://… [--token TOKEN] [--client-id ID]");
    process.exitCode = 2;
    return;
  }
  const deployment = deploymentAt(url, {
    ...(token !== undefined && { token }),
    ...(clientId !== undefined && { clientId }),
  });
  const failed = await examine(deployment, console.log);
  console.log(failed.length === 0 ? "\nAll is well." : `\nFailing: ${failed.join(", ")}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

// import.meta.main is not yet in every Node that this runs on.
if (import.meta.filename === realpathSync(process.argv[1] ?? ".")) await main();
