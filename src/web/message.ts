import { httpError } from "../gate/errors.ts";
import type { GatedRequest } from "../gate/route.ts";
import { page, wantsHtml } from "./page.ts";
import { MessagePage, type MessageProps } from "./pages/message.tsx";

const CODES: Readonly<Record<number, string>> = {
  400: "bad_request",
  429: "rate_limited",
  500: "internal",
  503: "unavailable",
};

/** Something that went wrong: a page for a browser, the usual JSON for a program. */
export async function message(
  { request, requestId }: GatedRequest,
  status: number,
  props: MessageProps,
  headers = new Headers(),
): Promise<Response> {
  if (wantsHtml(request)) return page(MessagePage(props), { status, headers });
  const told = `${props.title}. ${props.text}`;
  return httpError({ status, code: CODES[status] ?? "error", message: told, headers }, requestId);
}

/** The authorization cannot go on and nobody trustworthy is known to send the browser to. */
export function cannotConnect(gated: GatedRequest, text: string): Promise<Response> {
  return message(gated, 400, {
    title: "This app cannot be connected",
    text: `Go back to the app and start connecting again. What was wrong: ${text}`,
  });
}

/** What the gate refuses, as a page where a browser asks. */
export function refusalPage(
  request: Request,
  { status, message, headers }: { status: number; message: string; headers?: HeadersInit },
): Promise<Response> | undefined {
  if (!wantsHtml(request)) return undefined;
  const props =
    status === 404
      ? {
          title: "There is nothing here",
          text: "The address may be mistyped, or its page is gone.",
        }
      : { title: "That did not work", text: message };
  const link = { href: "/", text: "Go to the start page" };
  return page(MessagePage({ ...props, link }), { status, headers: new Headers(headers) });
}
