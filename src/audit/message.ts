import * as z from "zod";
import type { AuditBatch } from "../domain/audit-event.ts";

const KEY = /^audit\/([^/]+)\/\d{4}-\d{2}-\d{2}\/\d+-[0-9a-f]+\.json$/;

/** As much of it as is relied on here; the events are kept as the account wrote them. */
const Message = z.object({
  key: z.string().regex(KEY),
  user_id: z.string(),
  events: z.array(z.looseObject({ seq: z.int(), at: z.iso.datetime() })).min(1),
});

/** The batch in a queue message; undefined when it is none, or would be written among another's. */
export function parseBatch(body: unknown): AuditBatch | undefined {
  const parsed = Message.safeParse(body);
  if (!parsed.success || KEY.exec(parsed.data.key)?.[1] !== parsed.data.user_id) return undefined;
  return body as AuditBatch; // it is what `AuditDrain` sent: the check above tells it from anything else
}
