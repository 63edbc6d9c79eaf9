/**
 * The attacks that `docs/security.md` lists, against the libraries alone: each works there, so that the
 * tests of the defences prove something. Node only.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Build, build, discard, run } from "../bench/stack.ts";
import { freePort } from "../support/local-product.ts";

const REDIRECT_URI = "http://127.0.0.1:33418/callback";
const ROUNDS = 40;

let built: Build;
let worker: Miniflare;
let origin: string;
const storage = mkdtempSync(join(tmpdir(), "plain-libraries-"));

beforeAll(async () => {
  built = await build(join(import.meta.dirname, "fixture", "wrangler.jsonc"));
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  worker = await run(built, port, { PUBLIC_URL: origin }, { persistTo: storage });
});
afterAll(async () => {
  await worker?.dispose();
  discard(built);
  rmSync(storage, { recursive: true, force: true });
});

const registration = (metadata: object) =>
  fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
      ...metadata,
    }),
  });

async function codeFor(userId: string) {
  const { client_id: clientId } = (await (await registration({})).json()) as { client_id: string };
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    user: userId,
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    state: "s",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const back = await fetch(`${origin}/authorize?${query}`, { redirect: "manual" });
  const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  return { clientId, code, verifier };
}

function redeem({ clientId, code, verifier }: Awaited<ReturnType<typeof codeFor>>) {
  return token({
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    code,
    code_verifier: verifier,
  });
}

function token(fields: Record<string, string>): Promise<Response> {
  return fetch(`${origin}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
}

async function signedIn(userId: string) {
  const code = await codeFor(userId);
  const tokens = (await (await redeem(code)).json()) as Record<string, string>;
  return {
    clientId: code.clientId,
    access: tokens.access_token ?? "",
    refresh: tokens.refresh_token ?? "",
  };
}

function post(access: string, message: unknown, headers: Record<string, string> = {}) {
  return fetch(`${origin}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...headers,
    },
    ...(message instanceof ReadableStream
      ? { body: message, duplex: "half" }
      : { body: typeof message === "string" ? message : JSON.stringify(message) }),
  } as RequestInit);
}

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "attacker", version: "1" },
  },
};
const WHO = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "who" } };

async function sessionOf(access: string): Promise<string> {
  const response = await post(access, INITIALIZE);
  await response.body?.cancel();
  return response.headers.get("mcp-session-id") ?? "";
}

/** Objects that have storage on disk. */
function objects(): number {
  const files = readdirSync(storage, { recursive: true, encoding: "utf8" });
  return files.filter((name) => name.endsWith(".sqlite") && name.includes("PlainSession")).length;
}

describe("with the libraries alone", () => {
  it("another user's session id runs a call as that user, and ends their session (1)", async () => {
    const [owner, thief] = [await signedIn("owner"), await signedIn("thief")];
    const session = { "mcp-session-id": await sessionOf(owner.access) };
    expect(await (await post(thief.access, WHO, session)).text()).toContain('"owner"');
    const ended = await fetch(`${origin}/mcp`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${thief.access}`, ...session },
    });
    expect(ended.status).toBe(204);
  });

  it("any Origin may call, and every page may read the answer (3)", async () => {
    const { access } = await signedIn("page");
    const answer = await post(access, INITIALIZE, { origin: "https://evil.example" });
    await answer.body?.cancel();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toMatch(
      /^(\*|https:\/\/evil\.example)$/,
    );
  });

  it("a body without a length passes the cap of 4 MiB (4)", async () => {
    const { access } = await signedIn("large");
    const session = { "mcp-session-id": await sessionOf(access) };
    const padding = "x".repeat(5 * 1024 * 1024);
    const body = JSON.stringify({ ...WHO, params: { name: "who", arguments: { padding } } });
    // Answered while bytes are under way, so that some clients see a broken connection instead.
    const refused = await post(access, body, session).then(
      ({ status }) => status,
      () => "broken off",
    );
    expect([413, "broken off"]).toContain(refused);
    const chunked = await post(access, new Blob([body]).stream(), session);
    expect(await chunked.text()).toContain('"large"');
  });

  it("a batch of 200 and nesting 10,000 levels deep are answered (4)", async () => {
    const { access } = await signedIn("deep");
    const session = { "mcp-session-id": await sessionOf(access) };
    const batch = Array.from({ length: 200 }, (_, id) => ({ ...WHO, id: id + 1 }));
    const answers = await (await post(access, batch, session)).text();
    expect(answers.match(/"deep"/g)).toHaveLength(200);
    const nested = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who","arguments":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}}`;
    expect(await (await post(access, nested, session)).text()).toContain('"deep"');
  });

  it("one code redeemed six times at once gives more than one live token (5)", {
    timeout: 60_000,
  }, async () => {
    let most = 0;
    for (let round = 0; round < ROUNDS && most < 2; round += 1) {
      const code = await codeFor(`code-${round}`);
      const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(code)));
      const given = answers.filter(({ ok }) => ok);
      const access = await Promise.all(
        given.map(
          async (answer) => ((await answer.json()) as { access_token: string }).access_token,
        ),
      );
      const live = await Promise.all(
        access.map(async (bearer) => (await post(bearer, INITIALIZE)).ok),
      );
      most = Math.max(most, live.filter(Boolean).length);
    }
    expect(most).toBeGreaterThan(1);
  });

  it("of twenty refreshes at once most of the new refresh tokens are dead (6)", async () => {
    const { clientId, refresh } = await signedIn("storm");
    const again = (refresh_token: string) =>
      token({ grant_type: "refresh_token", client_id: clientId, refresh_token });
    const answers = await Promise.all(Array.from({ length: 20 }, () => again(refresh)));
    const given = (await Promise.all(answers.map((answer) => answer.json()))) as {
      refresh_token?: string;
    }[];
    const successors = [...new Set(given.flatMap(({ refresh_token }) => refresh_token ?? []))];
    let live = 0;
    for (const each of successors) live += Number((await again(each)).ok);
    expect(successors.length).toBeGreaterThan(1);
    expect(live).toBeLessThan(successors.length);
  });

  it("a registration may have a script in its name and a logo on a private address (7)", async () => {
    const hostile = { client_name: "<script>\u202E", logo_uri: "http://169.254.169.254/" };
    const answer = await registration(hostile);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject(hostile);
  });

  it("what a session object is given of the user stands in its storage in plain text (10)", async () => {
    const { access } = await signedIn("plain");
    const session = await sessionOf(access);
    const stored = await (await fetch(`${origin}/stored?session=${session}`)).text();
    expect(stored).toContain("secret-of-plain");
  });
});

describe("a URL", () => {
  it("walks up from a path whose segment was encoded (9)", () => {
    const path = `/task/${encodeURIComponent("..")}/comment`;
    expect(new URL(path, "https://api.clickup.com").pathname).toBe("/comment");
  });
});

it("an unknown session id makes a stored object before it is refused (2)", async () => {
  const { access } = await signedIn("inventor");
  const before = objects();
  for (let at = 0; at < 5; at += 1) {
    const answer = await post(access, WHO, { "mcp-session-id": randomBytes(16).toString("hex") });
    expect(answer.status).toBe(404);
  }
  expect(objects()).toBe(before + 5);
});
