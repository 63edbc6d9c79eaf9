export default { fetch: () => new Response("ok") } satisfies ExportedHandler<Env>;
import { DurableObject } from "cloudflare:workers";
export class Account extends DurableObject<Env> {}
export class McpSession extends DurableObject<Env> {}
