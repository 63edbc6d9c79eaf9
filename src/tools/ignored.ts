/** What ClickUp said yes to and did not do. */
import * as z from "zod";

export const Ignored = z.object({ field: z.string(), reason: z.string() });
export type Ignored = z.output<typeof Ignored>;
