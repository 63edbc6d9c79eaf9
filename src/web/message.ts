import { page } from "./page.ts";
import { MessagePage, type MessageProps } from "./pages/message.tsx";

export function message(status: number, props: MessageProps, headers?: Headers): Promise<Response> {
  return page(MessagePage(props), { status, ...(headers !== undefined && { headers }) });
}

/** The authorization cannot go on and nobody trustworthy is known to send the browser to. */
export function cannotConnect(text: string): Promise<Response> {
  return message(400, {
    title: "This app cannot be connected",
    text: `${text} Go back to the app and start connecting again.`,
  });
}
