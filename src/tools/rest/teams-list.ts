import * as z from "zod";
import { defineTool, READS } from "../define-tool.ts";

/** `GET /api/teams`. */
export const teamsList = defineTool({
  name: "rest_teams_list",
  title: "List the Workspaces of the user",
  description: "GET /api/teams",
  toolset: "workspace",
  tier: "free",
  annotations: READS,
  input: z.object({}),
  output: z.object({ teams: z.array(z.object({ id: z.string(), name: z.string() })) }),
  handler: async (_, { directory }) => ({ teams: [...(await directory.workspaces())] }),
});
