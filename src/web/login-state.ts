/**
 * The `state` of a browser's own sign-in. Nothing is stored: the cookie in the browser that began
 * it vouches for the state, and ClickUp's code works once.
 */
import { randomToken } from "../crypto/bytes.ts";
import { hash } from "../crypto/hash.ts";
import { isSigned, sign } from "../crypto/sign.ts";
import type { Config } from "../env.ts";
import { clearCookie, readCookie, writeCookie } from "./cookies.ts";

/** Time to sign in at ClickUp and choose Workspaces. */
const STATE_SECONDS = 10 * 60;
/** Tells these from the OAuth library's states, which have no dot. */
const PREFIX = "login.";

type Keys = Pick<Config, "jwtKeys">;

export async function beginLogin({ jwtKeys }: Keys): Promise<{ state: string; cookie: string }> {
  const state = PREFIX + randomToken(32);
  const expires = String(Date.now() + STATE_SECONDS * 1000);
  const signature = await sign(jwtKeys, "login-state", [state, expires]);
  const cookie = writeCookie(await cookieName(state), `${expires}.${signature}`, STATE_SECONDS);
  return { state, cookie };
}

export function isLoginState(state: string): boolean {
  return state.startsWith(PREFIX);
}

/** The header that removes the cookie, or undefined when this browser did not begin this sign-in. */
export async function finishLogin(
  request: Request,
  { jwtKeys }: Keys,
  state: string,
): Promise<string | undefined> {
  const name = await cookieName(state);
  const [expires = "", signature = ""] = readCookie(request, name)?.split(".") ?? [];
  if (!(await isSigned(jwtKeys, "login-state", [state, expires], signature))) return undefined;
  return Number(expires) > Date.now() ? clearCookie(name) : undefined;
}

/** One cookie per sign-in, so that two tabs do not disturb each other. */
async function cookieName(state: string): Promise<string> {
  return `login-${(await hash(state)).slice(0, 16)}`;
}
