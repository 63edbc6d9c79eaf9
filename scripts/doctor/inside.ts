/** What a person's token shows: that calls work, all the way to ClickUp and back. */
import { type Check, type Deployment, demand, jsonOf, Problem } from "./deployment.ts";

const FREE_READ = { name: "clickup_workspace_hierarchy", arguments: { limit: 1 } };

export const INSIDE: readonly Check[] = [
  { name: "token", look: token, needsToken: true },
  { name: "tools", look: tools, needsToken: true },
  { name: "a call", look: call, needsToken: true },
];

async function token({ url, token = "", fetch }: Deployment): Promise<string> {
  const answer = await fetch("/auth/me", { headers: { Authorization: `Bearer ${token}` } });
  demand(
    answer.status !== 401,
    "the token is refused",
    `Make a personal token at ${url.origin}/account; a ClickUp token is not good here.`,
  );
  demand(answer.status === 200, `/auth/me answers ${answer.status}`, "Look at the log.");
  const { user } = (await jsonOf(answer, "/auth/me")) as {
    user?: { tier?: string; rate_limit?: number };
  };
  return `tier ${user?.tier}, ${user?.rate_limit} requests a minute`;
}

async function tools(deployment: Deployment): Promise<string> {
  const { tools } = (await ask(deployment, "tools/list")) as { tools?: { name: string }[] };
  demand(
    tools?.some(({ name }) => name === FREE_READ.name) === true,
    `${FREE_READ.name} is not among the tools`,
    "The account's choice of tools leaves it out, or another server answers.",
  );
  return `${tools.length} are listed`;
}

async function call(deployment: Deployment): Promise<string> {
  const startedAt = performance.now();
  const result = (await ask(deployment, "tools/call", FREE_READ)) as {
    isError?: boolean;
    content?: { text?: string }[];
    _meta?: { error?: { code?: string } };
  };
  const code = result._meta?.error?.code;
  demand(
    result.isError !== true,
    `${FREE_READ.name} failed: ${code}`,
    code === "reconnect_required"
      ? `ClickUp refuses the sign-in: sign in again at ${deployment.url.origin}/auth/login.`
      : (result.content?.[0]?.text ?? "Look at the log."),
  );
  return `${FREE_READ.name} in ${Math.round(performance.now() - startedAt)} ms`;
}

async function ask(
  { token = "", fetch }: Deployment,
  method: string,
  params: object = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch("/mcp", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const body = await jsonOf(answer, "/mcp");
  const { error, result } = body as {
    error?: { message?: string };
    result?: Record<string, unknown>;
  };
  if (result !== undefined) return result;
  throw new Problem(
    `${method} answers ${answer.status}: ${error?.message}`,
    answer.status === 429 ? "The limit is reached: wait a minute." : "Look at the log.",
  );
}
