/** `dedupe_key`: the second call with the same key gets the first one's answer and creates nothing. */
import { toFailure } from "../clickup/errors.ts";
import { type Failure, FailureError } from "../domain/failure.ts";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import type { DedupeStore } from "./context.ts";

export async function withDedupe(
  tool: string,
  input: Record<string, unknown>,
  { store, wrote }: { store: DedupeStore; wrote(): boolean },
  work: () => Promise<JsonObject>,
): Promise<JsonObject> {
  const { dedupe_key: key, ...rest } = input;
  if (typeof key !== "string") return await work();
  const claim = store.claim(tool, key, await hashOf(rest));
  if (claim.state === "done") return claim.value as JsonObject; // only `finish` below writes it
  if (claim.state !== "new") {
    throw new FailureError({ code: "duplicate_call", state: claim.state });
  }
  let value: JsonObject;
  try {
    value = await work();
  } catch (error) {
    if (!wrote() && nothingWasWritten(error, tool)) store.release(tool, key);
    throw error;
  }
  store.finish(tool, key, value);
  return value;
}

/** Only what is certain frees the key: an unknown error may have come after the write. */
function nothingWasWritten(error: unknown, tool: string): boolean {
  const failure: Failure | undefined =
    error instanceof FailureError ? error.failure : toFailure(error, { tool });
  if (failure === undefined || failure.code === "internal") return false;
  if ("mayHaveHappened" in failure) return !failure.mayHaveHappened;
  return !(failure.code === "clickup_rejected" && (failure.done?.length ?? 0) > 0);
}

async function hashOf(input: Record<string, unknown>): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(ordered(input as JsonObject)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Clients do not promise the order of keys. */
function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .flatMap((key) => {
        const inner = value[key];
        return inner === undefined ? [] : [[key, ordered(inner)]];
      }),
  );
}
