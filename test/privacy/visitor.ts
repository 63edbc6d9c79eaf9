/** Somebody who fills each route with what must not be kept or repeated. */
import { ROUTES } from "./routes.ts";

const TIMEOUT_MS = 15_000;

/** Requests to every route with the canary in all that a sender can choose. Returns the answers. */
export async function visitAll(
  publicUrl: string,
  canary: string,
  authorization: string | undefined,
): Promise<string[]> {
  const answers: string[] = [];
  for (const route of ROUTES) {
    for (const form of [false, true]) answers.push(await visit(route, form));
  }
  return answers;

  async function visit(route: string, isForm: boolean): Promise<string> {
    const [method = "", path = ""] = route.split(" ");
    const url = new URL(path.replace(/:\w+/g, `9.${canary}.x`), publicUrl);
    for (const name of ["code", "state", "error_description", "sessionId", "from"]) {
      url.searchParams.set(name, canary);
    }
    const fields = {
      name: canary,
      list: canary,
      description: canary,
      api_key: `pk_1_${canary.toUpperCase()}`,
      team_id: canary,
      confirm: canary,
      token: canary,
      refresh_token: canary,
      client_name: canary,
      csrf: canary,
      jsonrpc: "2.0",
      id: canary,
      method: canary,
    };
    const headers: Record<string, string> = {
      accept: isForm ? "text/html" : "application/json, text/event-stream",
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      cookie: `__Host-session=1002.${canary}.${"A".repeat(43)}`,
      "mcp-session-id": canary,
      "stripe-signature": canary,
      traceparent: canary,
      "x-request-id": canary,
      "user-agent": canary,
      ...(authorization !== undefined && { authorization }),
    };
    const body = isForm ? new URLSearchParams(fields).toString() : JSON.stringify(fields);
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(method !== "GET" && { body }),
    });
    if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
      await response.body?.cancel();
      return "";
    }
    return response.text();
  }
}
