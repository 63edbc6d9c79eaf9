import type { GatedRequest } from "../gate/route.ts";
import { clickUpPage } from "./clickup-sign-in.ts";
import { elsewhere, type WebContext } from "./context.ts";
import { beginLogin } from "./login-state.ts";
import { sendTo } from "./page.ts";

/** `GET /auth/login`: a person signs in with a browser, without any client. */
export async function startLogin({ url }: GatedRequest, { config }: WebContext): Promise<Response> {
  const moved = elsewhere(url, config);
  if (moved !== undefined) return sendTo(moved);
  const { state, cookie } = await beginLogin(config);
  return sendTo(clickUpPage(config, state), new Headers({ "Set-Cookie": cookie }));
}
