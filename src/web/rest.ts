/** `/api/*`: plain HTTP for scripts, with the tokens, limits and audit of MCP. */
import { accountOf } from "../account/account-of.ts";
import type { Caller } from "../domain/caller.ts";
import type { Failure, Outcome } from "../domain/failure.ts";
import type { JsonObject } from "../domain/json.ts";
import { noteCall } from "../gate/call-line.ts";
import { httpError } from "../gate/errors.ts";
import { readJson } from "../gate/json-text.ts";
import type { GatedRequest } from "../gate/route.ts";
import { authenticate, challenge } from "../oauth/validate-token.ts";
import { NOT_SIGNED_IN, refuseRate } from "./asker.ts";
import type { WebContext } from "./context.ts";
import { httpFailure } from "./failure-answer.ts";

/** `GET /api/teams` → `{"teams":[{"id","name"}]}`. */
export function listTeams(gated: GatedRequest, context: WebContext): Promise<Response> {
  return callRest(gated, context, { tool: "rest_teams_list", input: {}, status: 200 });
}

/** `POST /api/tasks` → 201 with the task. `Idempotency-Key` makes a repeated request harmless. */
export async function createTask(gated: GatedRequest, context: WebContext): Promise<Response> {
  const { headers } = gated.request;
  const reading = readJson(gated.bytes);
  const key = headers.get("Idempotency-Key");
  const workspace = headers.get("x-team-id");
  const input =
    reading.ok && isObject(reading.value)
      ? {
          ...reading.value,
          ...(key !== null && { dedupe_key: key }),
          ...(workspace !== null && { workspace }),
        }
      : // Refused by the account, so that it counts and is recorded like every other bad request.
        [];
  return callRest(gated, context, { tool: "clickup_task_create", input, status: 201 });
}

async function callRest(
  gated: GatedRequest,
  { env, config, log }: WebContext,
  { tool, input, status }: { tool: string; input: unknown; status: number },
): Promise<Response> {
  const { request, requestId, traceparent } = gated;
  const authorization = request.headers.get("Authorization");
  const caller = await authenticate(authorization, "mcp", config);
  const unauthorized = () => {
    const error = authorization === null ? {} : ({ error: "invalid_token" } as const);
    const headers = { "WWW-Authenticate": challenge(config, { resource: "mcp", ...error }) };
    return httpError({ ...NOT_SIGNED_IN, headers }, requestId);
  };
  if (caller === undefined) return unauthorized();
  log.note({ userId: caller.userId });
  const workspaceId = request.headers.get("x-team-id");
  const reply = await accountOf(env, caller.userId).callTool({
    caller,
    requestId,
    traceparent,
    cost: 1,
    tool,
    input,
    // Lists and personas are for models; what the user forbade altogether holds here too.
    choice: { tools: [tool] },
    rest: workspaceId === null ? {} : { workspaceId },
  });
  if (!("outcome" in reply)) {
    const { admission } = reply;
    return admission.refusal === "rate_limited" ? refuseRate(admission, requestId) : unauthorized();
  }
  noteCall(log, tool, reply);
  gated.limits = reply.admission.limits;
  return answer(reply.outcome, status, caller, gated, config);
}

function answer(
  outcome: Outcome<{ structured: JsonObject }>,
  status: number,
  caller: Caller,
  { requestId }: GatedRequest,
  config: WebContext["config"],
): Response {
  if (outcome.ok) {
    return Response.json(outcome.value.structured, {
      status,
      headers: { "Cache-Control": "no-store" },
    });
  }
  const { failure } = outcome;
  const refusal = httpFailure(failure);
  const headers = { ...refusal.headers, ...stepUp(failure, caller, config) };
  // It came as a header, and is one argument among others further in.
  const message = refusal.message.replace('"dedupe_key"', '"Idempotency-Key"');
  return httpError({ ...refusal, message, headers }, requestId);
}

/** What a client asks for next (RFC 6750 §3.1). */
function stepUp(
  failure: Failure,
  { scopes }: Caller,
  config: WebContext["config"],
): Record<string, string> {
  if (failure.code !== "insufficient_scope") return {};
  const asked = {
    resource: "mcp",
    error: failure.code,
    scopes: [...scopes, failure.needed],
  } as const;
  return { "WWW-Authenticate": challenge(config, asked) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
