/** Stands beside the product and asks its accounts in thousands what a sign-in asks them one by one. */
import { DurableObject } from "cloudflare:workers";
import type { Account } from "../../../src/account/account.ts";
import type { AccountDoor } from "../../../src/account/door.ts";

interface SeederEnv {
  ACCOUNT: DurableObjectNamespace<Account>;
  WAKEFUL: DurableObjectNamespace<Wakeful>;
}

export type Request =
  | { signIn: Parameters<AccountDoor["signIn"]>[0][] }
  | { setPreferences: Parameters<AccountDoor["setPreferences"]>[] }
  | { accountIds: string[] }
  | { stayAwake: string };

/** What an object must not do: hold a timer, which keeps it awake. */
export class Wakeful extends DurableObject<SeederEnv> {
  hold(): void {
    setInterval(() => {}, 1_000);
  }
}

export default {
  async fetch(request, env): Promise<Response> {
    const account = (userId: string) => env.ACCOUNT.getByName(userId) as unknown as AccountDoor;
    const asked = (await request.json()) as Request;
    if ("signIn" in asked) {
      await Promise.all(asked.signIn.map((one) => account(one.user.id).signIn(one)));
    } else if ("setPreferences" in asked) {
      await Promise.all(
        asked.setPreferences.map((one) => account(one[0].userId).setPreferences(...one)),
      );
    } else if ("accountIds" in asked) {
      return Response.json(asked.accountIds.map((name) => env.ACCOUNT.idFromName(name).toString()));
    } else {
      await env.WAKEFUL.getByName(asked.stayAwake).hold();
    }
    return Response.json({});
  },
} satisfies ExportedHandler<SeederEnv>;
