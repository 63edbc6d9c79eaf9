/** What a deployment rests on at Cloudflare: each is looked for first, and made when it is not there. */
import { readFileSync, writeFileSync } from "node:fs";
import { unstable_readConfig as readConfig } from "wrangler";
import type { RetentionRule } from "../audit-retention.ts";
import { writeKvId } from "./kv-id.ts";
import { type Wrangler, WranglerError } from "./wrangler.ts";

/** Messages nobody could write are to be found for as long as a queue can keep them. */
const DEAD_LETTER_SECONDS = 14 * 24 * 60 * 60;

/** The part of wrangler.jsonc that names them. */
export interface Deployment {
  env: string;
  worker: string;
  publicUrl: string;
  kv: { binding: string; id: string | undefined; title: string };
  bucket: string;
  queue: string;
  deadLetterQueue: string;
  requiredSecrets: readonly string[];
}

export function readDeployment(configPath: string, env: string): Deployment {
  const config = readConfig({ config: configPath, env });
  const { name, vars, kv_namespaces, r2_buckets, queues, secrets } = config;
  const consumer = queues.consumers?.find(
    (one: { dead_letter_queue?: string }) => one.dead_letter_queue,
  );
  const [namespace] = kv_namespaces;
  return {
    env,
    worker: demand(name, "name"),
    publicUrl: String(vars.PUBLIC_URL),
    kv: {
      binding: demand(namespace?.binding, "kv_namespaces"),
      id: namespace?.id,
      title: `clickup-mcp-oauth-${env}`,
    },
    bucket: demand(r2_buckets[0]?.bucket_name, "r2_buckets"),
    queue: demand(consumer?.queue, "queues.consumers"),
    deadLetterQueue: demand(consumer?.dead_letter_queue, "dead_letter_queue"),
    requiredSecrets: secrets?.required ?? [],
  };
}

/** What came of one step, for a line of its own. */
export type Step = { what: string; state: "there" | "created" | "changed" };

export async function ensureKv(
  wrangler: Wrangler,
  { kv, worker }: Deployment,
  configPath: string,
): Promise<Step> {
  const what = `KV namespace ${kv.title}`;
  const listed = await listKv(wrangler);
  if (kv.id !== undefined) {
    if (listed.some(({ id }) => id === kv.id)) return { what, state: "there" };
    throw new Error(
      `wrangler.jsonc names the KV namespace ${kv.id}, which this account does not have. ` +
        "Is this the right account (npx wrangler whoami)?",
    );
  }
  const idOf = (namespaces: typeof listed) =>
    namespaces.find(({ title }) => title === kv.title)?.id;
  let id = idOf(listed);
  const state = id === undefined ? "created" : "there";
  if (id === undefined) {
    await wrangler.run(["kv", "namespace", "create", kv.title]);
    id = idOf(await listKv(wrangler));
  }
  if (id === undefined) throw new Error(`${what} was created, but is not listed. Run this again.`);
  const text = readFileSync(configPath, "utf8");
  writeFileSync(configPath, writeKvId(text, worker, kv.binding, id));
  return { what: `${what}; its id is in wrangler.jsonc now`, state };
}

async function listKv(wrangler: Wrangler): Promise<{ id: string; title: string }[]> {
  return JSON.parse(await wrangler.run(["kv", "namespace", "list"]));
}

export async function ensureBucket(wrangler: Wrangler, { bucket }: Deployment): Promise<Step> {
  const what = `R2 bucket ${bucket}`;
  const listed = await wrangler.run(["r2", "bucket", "list"]);
  if (labelled(listed, "name").includes(bucket)) return { what, state: "there" };
  await wrangler.run(["r2", "bucket", "create", bucket]);
  return { what, state: "created" };
}

export async function ensureRetention(
  wrangler: Wrangler,
  { bucket }: Deployment,
  { name, prefix, days }: RetentionRule,
): Promise<Step> {
  const what = `${prefix} of ${bucket} is kept for ${days} days`;
  const listed = await wrangler.run(["r2", "bucket", "lifecycle", "list", bucket]);
  const rule = listed.split(/\n\s*\n/).find((block) => labelled(block, "name").includes(name));
  const isSo =
    rule !== undefined &&
    labelled(rule, "prefix").includes(prefix) &&
    labelled(rule, "action").includes(`Expire objects after ${days} days`);
  if (isSo) return { what, state: "there" };
  if (rule !== undefined) {
    await wrangler.run(["r2", "bucket", "lifecycle", "remove", bucket, "--name", name]);
  }
  await wrangler.run(retentionCommand(bucket, { name, prefix, days }));
  return { what, state: rule === undefined ? "created" : "changed" };
}

export function retentionCommand(bucket: string, { name, prefix, days }: RetentionRule): string[] {
  const rule = [bucket, name, prefix, "--expire-days", String(days), "--force"];
  return ["r2", "bucket", "lifecycle", "add", ...rule];
}

export async function ensureQueue(wrangler: Wrangler, name: string, keeps = false): Promise<Step> {
  const what = `queue ${name}`;
  const look = ["queues", "info", name];
  const { code, stdout, stderr } = await wrangler.ask(look);
  if (code === 0) return { what, state: "there" };
  const said = `${stdout}\n${stderr}`;
  if (!said.includes(`"${name}" does not exist`)) throw new WranglerError(look, said);
  await wrangler.run(queueCommand(name, keeps));
  return { what, state: "created" };
}

export function queueCommand(name: string, keeps: boolean): string[] {
  const retention = ["--message-retention-period-secs", String(DEAD_LETTER_SECONDS)];
  return ["queues", "create", name, ...(keeps ? retention : [])];
}

/** The secrets that the Worker has; none while there is no Worker. */
export async function listSecrets(wrangler: Wrangler, { env }: Deployment): Promise<string[]> {
  const look = ["secret", "list", "--env", env];
  const { code, stdout, stderr } = await wrangler.ask(look);
  if (code === 0) return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
  const said = `${stdout}\n${stderr}`;
  if (/Worker ".+".* not found/.test(said)) return [];
  throw new WranglerError(look, said);
}

/** Values after `label:` in what wrangler prints line by line. */
function labelled(text: string, label: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${label}:`))
    .map((line) => line.slice(label.length + 1).trim());
}

function demand<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new Error(`wrangler.jsonc has no ${key} for this environment`);
  return value;
}
