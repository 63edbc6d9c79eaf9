/**
 * Stands in for wrangler 4.124: keeps an account in the file FAKE_ACCOUNT, notes every call there, and
 * prints what wrangler prints. An unknown command fails, as wrangler's own do.
 */
import { readFileSync, writeFileSync } from "node:fs";

export interface FakeAccount {
  kv: { id: string; title: string }[];
  buckets: Record<string, { name: string; prefix: string; days: number }[]>;
  queues: string[];
  /** Of the Worker; absent while there is none. */
  secrets?: string[];
  isSignedOut?: boolean;
  calls: string[];
  /** What was given by standard input, by the name of the secret. */
  given: Record<string, string>;
}

const path = process.env.FAKE_ACCOUNT ?? "";
const account = JSON.parse(readFileSync(path, "utf8")) as FakeAccount;
const args = process.argv.slice(2);
account.calls.push(args.join(" "));
process.exitCode = answer(args);
writeFileSync(path, JSON.stringify(account));

function answer(args: string[]): number {
  if (account.isSignedOut === true) return fail("You are not authenticated.");
  const [one, two, three, four, ...rest] = args;
  switch ([one, two, three].slice(0, one === "queues" || one === "secret" ? 2 : 3).join(" ")) {
    case "kv namespace list":
      return say(JSON.stringify(account.kv, null, "  "));
    case "kv namespace create":
      account.kv.push({ id: "0f2ac74b498b48028cb68387c421e279", title: four ?? "" });
      return say(`🌀 Creating namespace with title "${four}"\n✨ Success!`);
    case "r2 bucket list":
      return say(
        `Listing buckets...\n${Object.keys(account.buckets).map(bucketLines).join("\n\n")}`,
      );
    case "r2 bucket create":
      account.buckets[four ?? ""] = [];
      return say(`Creating bucket '${four}'...\n✅ Created bucket '${four}'`);
    case "r2 bucket lifecycle":
      return lifecycle(four, rest);
    case "queues info":
      if (!account.queues.includes(three ?? "")) {
        return fail(
          `Queue "${three}" does not exist. To create it, run: wrangler queues create ${three}`,
        );
      }
      return say(`Queue Name: ${three}`);
    case "queues create":
      account.queues.push(three ?? "");
      return say(`🌀 Creating queue '${three}'\n✅ Created queue '${three}'`);
    case "secret list":
      if (account.secrets === undefined) {
        return fail(
          `Worker "clickup-mcp-staging" (env: staging) not found.\n\nIf this is a new Worker, …`,
        );
      }
      return say(JSON.stringify(account.secrets.map((name) => ({ name, type: "secret_text" }))));
    case "secret put":
      account.secrets = [...(account.secrets ?? []), three ?? ""];
      account.given[three ?? ""] = readFileSync(0, "utf8");
      return say(`✨ Success! Uploaded secret ${three}`);
    default:
      return fail(`Unknown arguments: ${args.join(", ")}`);
  }
}

function lifecycle(verb: string | undefined, [bucket = "", ...rest]: string[]): number {
  const rules = account.buckets[bucket];
  if (rules === undefined) return fail("The specified bucket does not exist.");
  if (verb === "list") {
    if (rules.length === 0) return say(`There are no lifecycle rules for bucket '${bucket}'.`);
    const blocks = rules.map(
      ({ name, prefix, days }) =>
        `name:     ${name}\nenabled:  Yes\nprefix:   ${prefix}\naction:   Expire objects after ${days} days`,
    );
    return say(`Listing lifecycle rules for bucket '${bucket}'...\n${blocks.join("\n\n")}`);
  }
  if (verb === "remove") {
    const name = rest[rest.indexOf("--name") + 1];
    account.buckets[bucket] = rules.filter((rule) => rule.name !== name);
    return say(`Removing lifecycle rule '${name}' from bucket '${bucket}'...`);
  }
  const [name = "", prefix = "", flag, days] = rest;
  if (verb !== "add" || flag !== "--expire-days") return fail(`Unknown arguments: ${verb}`);
  if (rules.some((rule) => rule.name === name)) return fail("Rule ids must be unique.");
  rules.push({ name, prefix, days: Number(days) });
  return say(`✨ Added lifecycle rule '${name}' to bucket '${bucket}'.`);
}

function bucketLines(name: string): string {
  return `name:           ${name}\ncreation_date:  2026-11-01T00:00:00.000Z`;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function fail(text: string): number {
  console.error(`✘ [ERROR] ${text}`);
  return 1;
}
