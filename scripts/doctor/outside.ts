/** What anybody can see of a deployment. */
import { type Check, type Deployment, demand, jsonOf, Problem } from "./deployment.ts";

const AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";
const PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";
const SET_PUBLIC_URL =
  "Set PUBLIC_URL in wrangler.jsonc to the origin that people paste, and deploy again.";
const LOOK_AT_LOG = "Look at the log: npx wrangler tail --env, and the environment.";
/** A browser client that is allowed by default, and one that never is. */
const KNOWN_ORIGIN = "https://claude.ai";
const FOREIGN_ORIGIN = "https://attacker.example";

export const OUTSIDE: readonly Check[] = [
  { name: "address", look: address, isVital: true },
  { name: "health", look: health, isVital: true },
  { name: "dependencies", look: dependencies },
  { name: "authorization server", look: authorizationServer },
  resourceCheck("protected resource", PROTECTED_RESOURCE, "/mcp"),
  resourceCheck("protected resource of /mcp", `${PROTECTED_RESOURCE}/mcp`, "/mcp"),
  resourceCheck("protected resource of /sse", `${PROTECTED_RESOURCE}/sse`, "/sse"),
  challengeCheck("challenge of /mcp", "POST", "/mcp"),
  challengeCheck("challenge of /sse", "GET", "/sse"),
  { name: "sign-in", look: signIn },
  { name: "CORS", look: cors },
  { name: "foreign origin", look: foreignOrigin },
  { name: "webhook", look: webhook },
  { name: "pages", look: pages },
];

async function address({ url }: Deployment): Promise<string> {
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  demand(
    url.protocol === "https:" || isLoopback,
    `${url.origin} is not https`,
    "Clients send their tokens there: give the https address.",
  );
  demand(
    url.pathname === "/" && url.search === "",
    `${url.href} is more than an origin`,
    `Give ${url.origin}.`,
  );
  return url.origin;
}

async function health({ fetch }: Deployment): Promise<string> {
  const answer = await fetch("/health");
  demand(answer.status !== 421, "it answers under another name", SET_PUBLIC_URL);
  const body = await jsonOf(answer, "/health");
  if (body.status === "misconfigured") {
    const settings = (body.settings as string[]).join(", ");
    throw new Problem(
      `missing or malformed: ${settings}`,
      `A secret: npx wrangler secret put NAME --env ${body.environment}. A variable: wrangler.jsonc.`,
    );
  }
  demand(
    answer.status === 200 && body.status === "healthy",
    `/health answers ${answer.status}, ${JSON.stringify(body.status)}`,
    LOOK_AT_LOG,
  );
  return `${body.environment}, version ${body.version}`;
}

async function dependencies({ fetch }: Deployment): Promise<string> {
  const { dependencies: states } = await jsonOf(await fetch("/health?deep=1"), "/health?deep=1");
  const found = Object.entries((states ?? {}) as Record<string, string>);
  demand(found.length > 0, "/health?deep=1 names none", "Deploy this version.");
  const broken = found.filter(([, state]) => state !== "ok").map(([name]) => name);
  demand(
    broken.length === 0,
    `not available: ${broken.join(", ")}`,
    "Is it made (npm run setup) and bound (wrangler.jsonc)? Else look at cloudflarestatus.com.",
  );
  return found.map(([name]) => name).join(", ");
}

async function authorizationServer({ url, fetch }: Deployment): Promise<string> {
  const body = await jsonOf(await fetch(AUTHORIZATION_SERVER), AUTHORIZATION_SERVER);
  demand(body.issuer === url.origin, `the issuer is ${body.issuer}`, SET_PUBLIC_URL);
  const endpoints = {
    authorization_endpoint: "/authorize",
    token_endpoint: "/oauth/token",
    registration_endpoint: "/oauth/register",
  };
  for (const [key, path] of Object.entries(endpoints)) {
    demand(body[key] === url.origin + path, `${key} is ${body[key]}`, SET_PUBLIC_URL);
  }
  const challenges = body.code_challenge_methods_supported;
  demand(
    Array.isArray(challenges) && challenges.includes("S256"),
    "PKCE with S256 is not offered",
    "Something in between changes the document, or another server answers.",
  );
  return `issuer ${body.issuer}`;
}

function resourceCheck(name: string, path: string, resource: string): Check {
  return {
    name,
    async look({ url, fetch }) {
      const body = await jsonOf(await fetch(path), path);
      const wanted = url.origin + resource;
      demand(body.resource === wanted, `${path} names ${body.resource}`, SET_PUBLIC_URL);
      const servers = body.authorization_servers;
      demand(
        Array.isArray(servers) && servers[0] === url.origin,
        `${path} names the authorization server ${JSON.stringify(servers)}`,
        SET_PUBLIC_URL,
      );
      return wanted;
    },
  };
}

function challengeCheck(name: string, method: string, path: string): Check {
  return {
    name,
    async look({ url, fetch }) {
      const answer = await fetch(path, {
        method,
        ...(method === "POST" && { body: PING, headers: JSON_BODY }),
      });
      demand(
        answer.status === 401,
        `${method} ${path} without a token answers ${answer.status}, not 401`,
        "A proxy or an access rule answers first: clients must reach this path without its login.",
      );
      const challenge = answer.headers.get("www-authenticate") ?? "";
      const wanted = `resource_metadata="${url.origin}${PROTECTED_RESOURCE}${path}"`;
      demand(
        challenge.includes(wanted),
        `WWW-Authenticate is ${challenge === "" ? "missing" : challenge}`,
        "Let the proxy pass WWW-Authenticate on; if it names another host, set PUBLIC_URL.",
      );
      return "401, and where to sign in";
    },
  };
}

async function signIn({ url, clientId, fetch }: Deployment): Promise<string> {
  const answer = await fetch("/auth/login");
  const to = URL.parse(answer.headers.get("location") ?? "");
  demand(
    [302, 303].includes(answer.status) && to !== null,
    `/auth/login answers ${answer.status} and leads nowhere`,
    LOOK_AT_LOG,
  );
  const redirect = to.searchParams.get("redirect_uri");
  demand(
    redirect === `${url.origin}/auth/callback`,
    `ClickUp would send people back to ${redirect}`,
    SET_PUBLIC_URL,
  );
  const id = to.searchParams.get("client_id") ?? "";
  demand(id !== "", "no client_id goes to ClickUp", "Set the secret CLICKUP_CLIENT_ID.");
  demand(
    clientId === undefined || id === clientId,
    `the client_id is ${id}, not ${clientId}`,
    "CLICKUP_CLIENT_ID is of another app: put the one whose redirect URL is this address.",
  );
  demand(
    (to.searchParams.get("state") ?? "") !== "",
    "no state goes to ClickUp",
    "Deploy this version again: something else answers at /auth/login.",
  );
  return `${to.host}, client_id ${id}; the app at ClickUp must have the redirect URL ${redirect}`;
}

async function cors({ fetch }: Deployment): Promise<string> {
  const preflight = await fetch("/mcp", {
    method: "OPTIONS",
    headers: {
      Origin: KNOWN_ORIGIN,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type,mcp-protocol-version",
    },
  });
  const headers = (preflight.headers.get("access-control-allow-headers") ?? "").toLowerCase();
  demand(
    preflight.headers.get("access-control-allow-origin") === KNOWN_ORIGIN,
    `pages of ${KNOWN_ORIGIN} may not call /mcp`,
    "Put the origin into ALLOWED_ORIGINS; let no proxy answer or change OPTIONS.",
  );
  demand(
    ["authorization", "mcp-protocol-version"].every((name) => headers.includes(name)),
    "the preflight does not allow Authorization and MCP-Protocol-Version",
    "Let no proxy answer or change OPTIONS.",
  );
  const document = await fetch(AUTHORIZATION_SERVER, { headers: { Origin: FOREIGN_ORIGIN } });
  demand(
    document.headers.get("access-control-allow-origin") === "*",
    "browser clients cannot read the discovery documents",
    "Let no proxy change the headers of /.well-known/.",
  );
  return `${KNOWN_ORIGIN} may call /mcp`;
}

async function foreignOrigin({ fetch }: Deployment): Promise<string> {
  const headers = { ...JSON_BODY, Origin: FOREIGN_ORIGIN };
  const answer = await fetch("/mcp", { method: "POST", body: PING, headers });
  demand(
    answer.status === 403 && answer.headers.get("access-control-allow-origin") === null,
    `a page of ${FOREIGN_ORIGIN} gets ${answer.status}`,
    "Let no proxy add CORS headers; look at ALLOWED_ORIGINS.",
  );
  return "refused with 403";
}

async function webhook({ fetch }: Deployment): Promise<string> {
  const path = "/stripe/webhook";
  const answer = await fetch(path, { method: "POST", body: "{}", headers: JSON_BODY });
  const { code } = await jsonOf(answer, path);
  if (answer.status === 503 && code === "billing_not_configured") {
    return "billing is off: the three Stripe secrets are not set";
  }
  demand(
    answer.status === 400 && code === "bad_signature",
    `an unsigned event gets ${answer.status} (${code}), not 400`,
    "Stripe must reach this path: no login, challenge or bot rule of a proxy may stand before it.",
  );
  return "reachable; an unsigned event is refused";
}

async function pages({ fetch }: Deployment): Promise<string> {
  const paths = ["/", "/llms.txt"];
  for (const path of paths) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    demand(
      answer.status === 200,
      `${path} answers ${answer.status}`,
      "A rule of a proxy stands before it.",
    );
  }
  return paths.join(", ");
}

const PING = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
const JSON_BODY = { "Content-Type": "application/json" };
