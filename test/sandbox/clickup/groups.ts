import { memberIn, workspaceIn } from "./access.ts";
import { changesIn, numbersIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import { newUuid } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { GroupRow, SandboxState, WorkspaceRow } from "./state.ts";
import { escapeName, msText, peopleWire } from "./wire.ts";

export const groupRoutes: Route[] = [
  route("GET /v2/group", { query: ["team_id", "group_ids"] }, (call) => {
    const workspaceId = call.query.text("team_id") ?? refuse("OAUTH_027");
    const workspace = workspaceIn(call, workspaceId);
    const wanted = call.query.text("group_ids")?.split(",");
    const groups = Object.values(call.state.groups).filter(
      (group) =>
        group.workspaceId === workspace.id && (wanted === undefined || wanted.includes(group.id)),
    );
    return ok({ groups: groups.map((group) => groupWire(call.state, group)) });
  }),

  route(
    "POST /v2/team/{team_id}/group",
    { body: { name: "text!", handle: "text", members: "array!" } },
    (call) => {
      const workspace = workspaceIn(call);
      const name = nameIn(call) ?? refuse("INPUT_003", "name");
      const group: GroupRow = {
        id: newUuid(call.state),
        workspaceId: workspace.id,
        ownerId: call.user.id,
        name,
        handle: handleOf(textIn(call.body, "handle") ?? name),
        memberIds: peopleIn(workspace, numbersIn(call.body, "members") ?? []),
        createdMs: call.nowMs,
      };
      call.state.groups[group.id] = group;
      return ok(groupWire(call.state, group));
    },
  ),

  route(
    "PUT /v2/group/{group_id}",
    { body: { name: "text", handle: "text", members: "object" } },
    (call) => {
      const group = groupIn(call);
      const members = changesIn(call.body, "members");
      const add = peopleIn(workspaceIn(call, group.workspaceId), members?.add ?? []);
      group.name = nameIn(call) ?? group.name;
      const handle = textIn(call.body, "handle");
      if (handle !== undefined) group.handle = handleOf(handle);
      const gone = (members?.rem ?? []).map(Number);
      group.memberIds = [...new Set([...group.memberIds, ...add])].filter(
        (id) => !gone.includes(id),
      );
      return ok(groupWire(call.state, group));
    },
  ),

  route("DELETE /v2/group/{group_id}", {}, (call) => {
    const group = groupIn(call);
    delete call.state.groups[group.id];
    for (const task of Object.values(call.state.tasks)) {
      task.groupIds = task.groupIds.filter((id) => id !== group.id);
    }
    return ok({});
  }),
];

function groupIn(call: Call): GroupRow {
  const group = call.state.groups[call.path("group_id")];
  const open = group !== undefined && call.workspaceIds.includes(group.workspaceId);
  return open ? group : refuse("OAUTH_061");
}

function nameIn(call: Call): string | undefined {
  const name = textIn(call.body, "name")?.trim();
  return name === "" ? refuse("INPUT_003", "name") : name;
}

const handleOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_-]/g, "");

function peopleIn(workspace: WorkspaceRow, ids: readonly Json[]): number[] {
  return ids.map((id) =>
    typeof id === "number" && memberIn(workspace, id) !== undefined
      ? id
      : refuse("SANDBOX_002", `user ${String(id)} is not in this workspace`),
  );
}

export function groupWire(state: SandboxState, group: GroupRow): JsonObject {
  return {
    id: group.id,
    team_id: group.workspaceId,
    userid: group.ownerId,
    name: escapeName(group.name),
    handle: group.handle,
    date_created: msText(group.createdMs),
    initials: group.name.slice(0, 2).toUpperCase(),
    members: peopleWire(state, group.memberIds),
    avatar: { attachment_id: null, color: null, source: null, icon: null },
  };
}
