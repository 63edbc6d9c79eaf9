/** What ClickUp's bare "no" means in one place: API v3 refuses without a code to look up. */
import { ClickUpError } from "../clickup/errors.ts";
import { FailureError } from "../domain/failure.ts";

/** `hint` says in whole sentences what the known reasons are and what to do; a code of ClickUp's says more. */
export async function withRefusalHint<T>(hint: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ClickUpError)) throw error;
    if (error.refusal !== "rejected" || error.ecode !== undefined) throw error;
    throw new FailureError({ code: "clickup_rejected", hint });
  }
}
