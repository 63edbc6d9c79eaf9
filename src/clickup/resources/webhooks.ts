import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Id, maybe, Name, OptionalId, OptionalName, OptionalNumber, rows } from "../wire.ts";

const Webhook = z.object({
  id: Id,
  endpoint: Name,
  /** ["*"] for all of them. */
  events: rows(z.string()),
  task_id: OptionalId,
  list_id: OptionalId,
  folder_id: OptionalId,
  space_id: OptionalId,
  /** status: active, failing or suspended */
  health: maybe(z.object({ status: OptionalName, fail_count: OptionalNumber })),
  /** What deliveries are signed with. */
  secret: OptionalName,
});
export type Webhook = z.output<typeof Webhook>;

const One = z.object({ webhook: Webhook });
const WHAT = "webhook";

/** Only those made with the same sign-in and app. */
export function webhooks(send: Send) {
  return {
    list: async (workspaceId: string): Promise<Webhook[]> => {
      const answer = await send.get(
        path`/v2/team/${workspaceId}/webhook`,
        z.object({ webhooks: rows(Webhook) }),
        { what: "Workspace" },
      );
      return answer.webhooks;
    },
    create: async (
      workspaceId: string,
      body: {
        endpoint: string;
        events: readonly string[];
        space_id?: number;
        folder_id?: number;
        list_id?: number;
        task_id?: string;
      },
    ): Promise<Webhook> => {
      const made = await send.write("POST", path`/v2/team/${workspaceId}/webhook`, One, {
        what: WHAT,
        body,
      });
      return made.webhook;
    },
    /** All three are needed: what is left out is refused. */
    update: async (
      webhookId: string,
      body: { endpoint: string; events: "*" | readonly string[]; status: string },
    ): Promise<Webhook> => {
      const made = await send.write("PUT", path`/v2/webhook/${webhookId}`, One, {
        what: WHAT,
        body,
      });
      return made.webhook;
    },
    remove: (webhookId: string): Promise<unknown> =>
      send.write("DELETE", path`/v2/webhook/${webhookId}`, z.unknown(), { what: WHAT }),
  };
}
