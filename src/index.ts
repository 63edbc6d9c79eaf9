import { DurableObject } from "cloudflare:workers";
import { migrate } from "./account/migrations.ts";
export default { fetch: () => new Response("ok") } satisfies ExportedHandler<Env>;
export class Account extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage);
  }
}
export class McpSession extends DurableObject<Env> {}
