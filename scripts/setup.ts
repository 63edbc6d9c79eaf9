/**
 * `npm run setup -- --env staging`: makes what the deployment rests on at Cloudflare and says what is
 * left to do by hand. Safe to run again: what is there stays.
 *   --dry-run            prints the commands and runs none
 *   --audit-days 400     how long audit objects are kept
 *   --generate-secrets   makes ENCRYPTION_KEY and JWT_SECRET where they are missing, and shows them nowhere
 */
import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { KNOWN_TYPES as STRIPE_EVENTS } from "../src/billing/event.ts";
import { AUDIT_RETENTION, type RetentionRule } from "./audit-retention.ts";
import {
  type Deployment,
  ensureBucket,
  ensureKv,
  ensureQueue,
  ensureRetention,
  listSecrets,
  queueCommand,
  readDeployment,
  retentionCommand,
  type Step,
} from "./setup/resources.ts";
import { commandLine, Wrangler, WranglerError } from "./setup/wrangler.ts";

const ROOT = join(import.meta.dirname, "..");
const OPTIONAL_SECRETS = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICE_ID"];
/** Bytes of those that are random (src/env.ts). */
const RANDOM_SECRETS: Readonly<Record<string, number>> = { ENCRYPTION_KEY: 32, JWT_SECRET: 64 };
/** R2's own bound is not published; a typing error is more days than this. */
const MAX_DAYS = 3_650;

export interface SetupOptions {
  env: string;
  configPath: string;
  wrangler: Wrangler;
  auditDays?: number;
  isDryRun?: boolean;
  generatesSecrets?: boolean;
  print: (line: string) => void;
}

export async function setUp(options: SetupOptions): Promise<void> {
  const { env, configPath, wrangler, print, isDryRun = false } = options;
  const deployment = readDeployment(configPath, env);
  const rules = retention(options.auditDays);
  if (isDryRun) {
    for (const args of commandsOf(deployment, rules)) print(commandLine(args));
    print(`# and the id of ${deployment.kv.title} is written into wrangler.jsonc`);
  } else {
    const note = ({ what, state }: Step) => print(`${state.padEnd(8)} ${what}`);
    note(await ensureKv(wrangler, deployment, configPath));
    note(await ensureBucket(wrangler, deployment));
    for (const rule of rules) note(await ensureRetention(wrangler, deployment, rule));
    note(await ensureQueue(wrangler, deployment.queue));
    note(await ensureQueue(wrangler, deployment.deadLetterQueue, true));
  }
  const missing = isDryRun
    ? [...deployment.requiredSecrets, ...OPTIONAL_SECRETS]
    : await missingSecrets(options, deployment);
  for (const line of leftToDo(deployment, missing)) print(line);
}

function retention(auditDays: number | undefined): RetentionRule[] {
  return AUDIT_RETENTION.map((rule) =>
    rule.name === "audit" && auditDays !== undefined ? { ...rule, days: auditDays } : rule,
  );
}

function commandsOf(deployment: Deployment, rules: readonly RetentionRule[]): string[][] {
  const { kv, bucket, queue, deadLetterQueue } = deployment;
  return [
    ...(kv.id === undefined ? [["kv", "namespace", "create", kv.title]] : []),
    ["r2", "bucket", "create", bucket],
    ...rules.map((rule) => retentionCommand(bucket, rule)),
    queueCommand(queue, false),
    queueCommand(deadLetterQueue, true),
  ];
}

async function missingSecrets(options: SetupOptions, deployment: Deployment): Promise<string[]> {
  const { wrangler, print, generatesSecrets = false } = options;
  const known = await listSecrets(wrangler, deployment);
  const missing = [...deployment.requiredSecrets, ...OPTIONAL_SECRETS].filter(
    (name) => !known.includes(name),
  );
  if (!generatesSecrets) return missing;
  for (const [name, bytes] of Object.entries(RANDOM_SECRETS)) {
    if (!missing.includes(name)) continue;
    // By its standard input: a command line can be seen by everybody on this machine.
    await wrangler.run(putSecret(deployment, name), randomBytes(bytes).toString("base64"));
    print(`created  secret ${name}`);
  }
  return missing.filter((name) => RANDOM_SECRETS[name] === undefined);
}

function putSecret({ env }: Deployment, name: string): string[] {
  return ["secret", "put", name, "--env", env];
}

function leftToDo(deployment: Deployment, missing: readonly string[]): string[] {
  const { env, publicUrl } = deployment;
  const needed = missing.filter((name) => !OPTIONAL_SECRETS.includes(name));
  const optional = missing.filter((name) => OPTIONAL_SECRETS.includes(name));
  const commands = (names: readonly string[]) =>
    names.map((name) => {
      const bytes = RANDOM_SECRETS[name];
      const value = bytes === undefined ? "" : `${generatorLine(bytes)} | `;
      return `  ${value}${commandLine(putSecret(deployment, name))}`;
    });
  const part = (heading: string, lines: readonly string[]) => ["", heading, ...lines];
  return [
    ...(publicUrl.endsWith("example.com")
      ? part("PUBLIC_URL is still an example.", [
          `  In wrangler.jsonc, env.${env}.vars: the origin that people will paste.`,
        ])
      : []),
    ...part("ClickUp: Settings → ClickUp API → Create an App (or open yours). Its redirect URL:", [
      `  ${publicUrl}/auth/callback`,
    ]),
    ...(needed.length > 0
      ? part("Secrets that are missing; without them every route answers 503:", commands(needed))
      : part("No required secret is missing.", [])),
    ...(optional.length > 0
      ? part("Secrets of billing that are missing; without them all but billing runs:", [
          ...commands(optional),
          "  STRIPE_PRICE_ID is a recurring price of a product; the key and the webhook must be of the same mode.",
        ])
      : []),
    ...part("Stripe: Developers → Webhooks → Add destination, events of your account.", [
      `  URL     ${publicUrl}/stripe/webhook`,
      `  Events  ${[...STRIPE_EVENTS].join(", ")}`,
    ]),
    ...part("Then:", [
      `  npm run deploy -- --env ${env}`,
      `  npm run doctor -- --url ${publicUrl}`,
    ]),
  ];
}

function generatorLine(bytes: number): string {
  return `node -p "crypto.randomBytes(${bytes}).toString('base64')"`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      env: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      "audit-days": { type: "string" },
      "generate-secrets": { type: "boolean", default: false },
    },
  });
  const { env, "audit-days": days } = values;
  if (env !== "staging" && env !== "production")
    throw new Error("Say --env staging or production.");
  const auditDays = days === undefined ? undefined : Number(days);
  if (
    auditDays !== undefined &&
    !(Number.isInteger(auditDays) && auditDays > 0 && auditDays <= MAX_DAYS)
  ) {
    throw new Error(`--audit-days takes whole days from 1 to ${MAX_DAYS}.`);
  }
  const wrangler = dirname(createRequire(import.meta.url).resolve("wrangler/package.json"));
  await setUp({
    env,
    configPath: join(ROOT, "wrangler.jsonc"),
    wrangler: new Wrangler([process.execPath, join(wrangler, "bin", "wrangler.js")], ROOT),
    ...(auditDays !== undefined && { auditDays }),
    isDryRun: values["dry-run"],
    generatesSecrets: values["generate-secrets"],
    print: console.log,
  });
}

// import.meta.main is not yet in every Node that this runs on.
if (import.meta.filename === realpathSync(process.argv[1] ?? ".")) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof WranglerError) {
      console.error(
        "\nSigned in (npx wrangler login)? Mend it and run this again; what is made stays.",
      );
    }
    process.exit(1);
  });
}
