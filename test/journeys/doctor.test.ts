/** `npm run doctor` at the running product, and at one where a single answer is wrong. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Deployment, deploymentAt } from "../../scripts/doctor/deployment.ts";
import { examine } from "../../scripts/doctor.ts";
import { freePort } from "../support/local-product.ts";
import { signIn } from "../support/plain-oauth.ts";

const publicUrl = inject("publicUrl");
const DOCTOR = join(import.meta.dirname, "..", "..", "scripts", "doctor.ts");
let token: string;

beforeAll(async () => {
  token = (await signIn(publicUrl, "1004")).tokens.access_token;
});

type Answer = (
  path: string,
  init: RequestInit,
) => Response | undefined | Promise<Response | undefined>;

/** The product, with some answers changed on the way. */
function deploymentWith(change: Answer, clientId?: string): Deployment {
  const real = deploymentAt(new URL(publicUrl), { token, ...(clientId && { clientId }) });
  return {
    ...real,
    fetch: async (path, init = {}) => (await change(path, init)) ?? real.fetch(path, init),
  };
}

async function findings(deployment: Deployment): Promise<{ failed: string[]; printed: string }> {
  const lines: string[] = [];
  const failed = await examine(deployment, (line) => lines.push(line));
  return { failed, printed: lines.join("\n") };
}

const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const at = (wanted: string, answer: () => Response) => (path: string) =>
  path === wanted ? answer() : undefined;
/** A document of the product in which one value is another. */
const changed =
  (wanted: string, value: object): Answer =>
  async (path) => {
    if (path !== wanted) return undefined;
    const real = await fetch(new URL(path, publicUrl));
    const body = { ...((await real.json()) as object), ...value };
    return json(body, 200, { "Access-Control-Allow-Origin": "*" });
  };
const metadata = "/.well-known/oauth-authorization-server";
const resource = "/.well-known/oauth-protected-resource";
const isMcp = (path: string, init: RequestInit, method: string) =>
  path === "/mcp" && String(init.body).includes(method);
const result = (value: object) => json({ jsonrpc: "2.0", id: 1, result: value });

describe("npm run doctor", () => {
  it("finds nothing wrong with the product, and ends with 0", async () => {
    const run = await promisify(execFile)(process.execPath, [DOCTOR, "--url", publicUrl], {
      env: { ...process.env, DOCTOR_TOKEN: token, CLICKUP_CLIENT_ID: "sandbox-client" },
    });
    expect(run.stdout).toContain("All is well.");
    expect(run.stdout).not.toMatch(/FAIL|not looked at/);
    expect(run.stdout).not.toContain(token);
  });

  it("ends with 1 and names the check when nothing listens", async () => {
    const url = `http://localhost:${await freePort()}`;
    const run = await promisify(execFile)(process.execPath, [DOCTOR, "--url", url]).catch(
      (error: { code: number; stdout: string }) => error,
    );
    expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining("Failing: health.") });
    expect(run.stdout).toContain("ECONNREFUSED");
  });

  it("looks at what needs no token when there is none", async () => {
    const { token: _, ...deployment } = deploymentWith(() => undefined);
    const { failed, printed } = await findings(deployment);
    expect(failed).toEqual([]);
    expect(printed).toContain("not looked at: give --token");
  });

  it("refuses to send a token over plain http", async () => {
    const { failed } = await findings(deploymentAt(new URL("http://clickup.example.com"), {}));
    expect(failed).toEqual(["address"]);
  });

  it.each<[string, string, Answer, string]>([
    [
      "health",
      "a missing secret",
      at("/health", () =>
        json({ status: "misconfigured", environment: "staging", settings: ["JWT_SECRET"] }, 503),
      ),
      "JWT_SECRET",
    ],
    [
      "health",
      "another public name",
      at("/health", () => json({ code: "misdirected_request" }, 421)),
      "Set PUBLIC_URL",
    ],
    [
      "health",
      "another program at this address",
      at("/health", () => new Response("<html>Welcome to nginx!</html>")),
      "not JSON",
    ],
    [
      "dependencies",
      "a queue that does not answer",
      at("/health?deep=1", () =>
        json({ dependencies: { kv: "ok", audit_queue: "unavailable" } }, 503),
      ),
      "audit_queue",
    ],
    [
      "authorization server",
      "another issuer",
      changed(metadata, { issuer: "https://old.example.com" }),
      "the issuer is https://old.example.com",
    ],
    [
      "authorization server",
      "no PKCE",
      changed(metadata, { code_challenge_methods_supported: ["plain"] }),
      "S256",
    ],
    ["protected resource", "another resource", changed(resource, { resource: "x" }), "names x"],
    [
      "protected resource of /mcp",
      "another authorization server",
      changed(`${resource}/mcp`, { authorization_servers: ["https://other.example"] }),
      "https://other.example",
    ],
    [
      "protected resource of /sse",
      "another resource",
      changed(`${resource}/sse`, { resource: "x" }),
      "names x",
    ],
    [
      "challenge of /mcp",
      "a login page in front",
      (path, init) =>
        isMcp(path, init, "ping") && !hasOrigin(init)
          ? new Response("", { status: 302 })
          : undefined,
      "answers 302, not 401",
    ],
    [
      "challenge of /sse",
      "a proxy that takes the header away",
      at("/sse", () => new Response("", { status: 401 })),
      "WWW-Authenticate is missing",
    ],
    [
      "sign-in",
      "a redirect back to another host",
      at("/auth/login", () =>
        redirect("redirect_uri=https://old.example/auth/callback&client_id=x&state=y"),
      ),
      "https://old.example/auth/callback",
    ],
    [
      "sign-in",
      "another app at ClickUp",
      at("/auth/login", () =>
        redirect(`redirect_uri=${publicUrl}/auth/callback&client_id=other&state=y`),
      ),
      "the client_id is other",
    ],
    [
      "CORS",
      "a proxy that answers OPTIONS itself",
      (_, { method }) => (method === "OPTIONS" ? new Response(null, { status: 204 }) : undefined),
      "https://claude.ai may not call /mcp",
    ],
    [
      "foreign origin",
      "a proxy that lets every page in",
      (_, init) =>
        hasOrigin(init) && init.method === "POST"
          ? new Response("{}", { headers: { "Access-Control-Allow-Origin": "*" } })
          : undefined,
      "a page of https://attacker.example gets 200",
    ],
    [
      "webhook",
      "a bot rule in front",
      at("/stripe/webhook", () => json({}, 403)),
      "an unsigned event gets 403",
    ],
    [
      "pages",
      "a rule in front",
      at("/llms.txt", () => new Response("", { status: 403 })),
      "/llms.txt",
    ],
    ["token", "a dead token", at("/auth/me", () => json({}, 401)), "the token is refused"],
    [
      "tools",
      "no tools",
      (path, init) => (isMcp(path, init, "tools/list") ? result({ tools: [] }) : undefined),
      "is not among the tools",
    ],
    [
      "a call",
      "a sign-in that ClickUp refuses",
      (path, init) =>
        isMcp(path, init, "tools/call")
          ? result({ isError: true, _meta: { error: { code: "reconnect_required" } } })
          : undefined,
      "sign in again",
    ],
  ])("names the check %s at %s", async (name, _, change, text) => {
    const { failed, printed } = await findings(deploymentWith(change, "sandbox-client"));
    expect(failed).toEqual([name]);
    expect(printed).toContain(text);
    expect(printed).toContain("→ ");
  });

  it("does not mind that billing is off", async () => {
    const off = at("/stripe/webhook", () => json({ code: "billing_not_configured" }, 503));
    const { failed, printed } = await findings(deploymentWith(off));
    expect(failed).toEqual([]);
    expect(printed).toContain("billing is off");
  });
});

function hasOrigin({ headers }: RequestInit): boolean {
  return new Headers(headers).has("Origin");
}

function redirect(query: string): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: `https://app.clickup.com/api?${query}` },
  });
}
