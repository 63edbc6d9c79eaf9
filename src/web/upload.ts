import { accountOf } from "../account/account-of.ts";
import type { UploadReply } from "../account/door.ts";
import { hash } from "../crypto/hash.ts";
import { userOfTicket } from "../crypto/upload-ticket.ts";
import { MAX_UPLOAD_BYTES } from "../domain/upload.ts";
import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import type { WebContext } from "./context.ts";
import { httpFailure } from "./failure-answer.ts";

/**
 * One file by a one-time link. The ticket is all the permission there is, so it proves itself before any
 * account is looked up; the file passes through and is kept nowhere.
 */
export async function receiveUpload(
  { request, params, requestId, traceparent }: GatedRequest,
  { env, config, log }: WebContext,
): Promise<Response> {
  const refuse = async (refusal: Parameters<typeof httpError>[0]) => {
    await request.body?.cancel().catch(() => {});
    return httpError(refusal, requestId);
  };
  const ticket = params.ticket ?? "";
  const userId = await userOfTicket(config.jwtKeys, ticket);
  if (userId === undefined) return refuse(NO_TICKET);
  log.note({ userId });
  const length = request.headers.get("Content-Length");
  // ClickUp has to be told the length first, and a link must not be spent on what cannot be sent.
  if (length === null || !/^\d{1,12}$/.test(length) || request.body === null) {
    return refuse(LENGTH_REQUIRED);
  }
  const bytes = Number(length);
  if (bytes === 0) return refuse(EMPTY);
  if (bytes > MAX_UPLOAD_BYTES) return refuse(TOO_LARGE);
  const reply = await accountOf(env, userId).receiveUpload({
    ticketHash: await hash(ticket),
    type: request.headers.get("Content-Type") ?? "application/octet-stream",
    bytes,
    body: request.body as ReadableStream<Uint8Array>,
    requestId,
    traceparent,
  });
  return answer(reply, requestId);
}

function answer(reply: UploadReply, requestId: string): Response {
  if (!reply.taken) return httpError(NO_TICKET, requestId);
  if (reply.outcome.ok) return Response.json(reply.outcome.value, { status: 201 });
  const { failure } = reply.outcome;
  const refusal = httpFailure(failure);
  const message = failure.code === "premium_required" ? refusal.message : NOT_STORED;
  return httpError({ ...refusal, message }, requestId);
}

const NO_TICKET = {
  status: 404,
  code: "upload_link_dead",
  message: "This upload link was used, has expired, or never was one. Ask for another.",
};
const LENGTH_REQUIRED = {
  status: 411,
  code: "length_required",
  message: "Send the file as the body, with its Content-Length.",
};
const EMPTY = { status: 400, code: "empty_file", message: "The file is empty." };
const TOO_LARGE = {
  status: 413,
  code: "body_too_large",
  message: "The file is larger than 100 MB.",
};
const NOT_STORED =
  "ClickUp did not take the file, or did not say so. Look at the task, then ask for another link.";
