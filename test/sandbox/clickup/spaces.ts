import { memberIn, seesSpace, spaceIn, workspaceIn } from "./access.ts";
import { flagIn, objectIn, textIn } from "./body.ts";
import { deleteSpace } from "./deletes.ts";
import { refuse } from "./errors.ts";
import { newNumericId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import type { BodyKind, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { SandboxState, SpaceRow, StatusRow } from "./state.ts";
import { escapeName, personWire, statusWire } from "./wire.ts";

const FEATURES: readonly string[] = [
  "due_dates",
  "sprints",
  "time_tracking",
  "points",
  "custom_items",
  "tags",
  "time_estimates",
  "checklists",
  "zoom",
  "milestones",
  "custom_fields",
  "remap_dependencies",
  "dependency_warning",
  "status_pies",
  "multiple_assignees",
  "portfolios",
  "emails",
  "time_in_status",
  "multiple_lists",
  "priorities",
  // Not in the published schema; every Space has it.
  "check_unresolved",
];

const DUE_DATES_OFF: JsonObject = {
  enabled: false,
  start_date: false,
  remap_due_dates: false,
  remap_closed_due_date: false,
};

const UPDATE_BODY = {
  name: "text!",
  color: "text|null!",
  private: "boolean!",
  admin_can_manage: "boolean!",
  multiple_assignees: "boolean!",
  features: "object!",
} as const satisfies Record<string, BodyKind>;

export const spaceRoutes: Route[] = [
  route("GET /v2/team/{team_id}/space", { query: ["archived"] }, (call) => {
    const workspace = workspaceIn(call);
    const archived = call.query.flag("archived");
    const spaces = Object.values(call.state.spaces)
      .filter(
        (space) =>
          space.workspaceId === workspace.id &&
          space.archived === archived &&
          seesSpace(call.user, space),
      )
      .sort((a, b) => a.orderindex - b.orderindex);
    return ok({ spaces: spaces.map((space) => spaceWire(call.state, space)) });
  }),

  route("GET /v2/space/{space_id}", {}, (call) => ok(spaceWire(call.state, spaceIn(call)))),

  route(
    "POST /v2/team/{team_id}/space",
    // ClickUp answers 200 to statuses here and keeps its own.
    {
      body: { name: "text!", multiple_assignees: "boolean", features: "object" },
      ignored: ["statuses"],
    },
    (call) => {
      const workspace = workspaceIn(call);
      const id = newNumericId(call.state);
      const space: SpaceRow = {
        id,
        workspaceId: workspace.id,
        name: spaceName(call.body),
        color: null,
        private: false,
        memberIds: [],
        adminCanManage: false,
        archived: false,
        statuses: defaultStatuses(id),
        multipleAssignees: flagIn(call.body, "multiple_assignees") ?? true,
        features: withFeatures({}, objectIn(call.body, "features") ?? {}),
        tags: [],
        orderindex: Object.keys(call.state.spaces).length,
      };
      call.state.spaces[id] = space;
      return ok(spaceWire(call.state, space));
    },
  ),

  route("PUT /v2/space/{space_id}", { body: UPDATE_BODY, ignored: ["statuses"] }, (call) => {
    const space = spaceIn(call);
    const workspace = workspaceIn(call, space.workspaceId);
    const adminCanManage = flagIn(call.body, "admin_can_manage") ?? false;
    if (adminCanManage !== space.adminCanManage && workspace.plan !== "enterprise") {
      refuse("SANDBOX_002", "admin_can_manage needs the Enterprise plan");
    }
    space.name = spaceName(call.body);
    space.color = textIn(call.body, "color") ?? null;
    space.multipleAssignees = flagIn(call.body, "multiple_assignees") ?? space.multipleAssignees;
    space.features = withFeatures(space.features, objectIn(call.body, "features") ?? {});
    space.adminCanManage = adminCanManage;
    const nowPrivate = flagIn(call.body, "private") ?? false;
    if (nowPrivate && !space.private) space.memberIds = [call.user.id];
    space.private = nowPrivate;
    return ok(spaceWire(call.state, space));
  }),

  route("DELETE /v2/space/{space_id}", {}, (call) => {
    const space = spaceIn(call);
    const role = memberIn(workspaceIn(call, space.workspaceId), call.user.id)?.role ?? 4;
    if (role > 2) refuse("ACCESS_083");
    deleteSpace(call.state, space.id);
    return ok({});
  }),
];

function spaceName(body: JsonObject): string {
  const name = textIn(body, "name")?.trim() ?? "";
  return name === "" ? refuse("INPUT_003", "name") : name;
}

function withFeatures(before: JsonObject, wanted: JsonObject): JsonObject {
  const features: JsonObject = { due_dates: DUE_DATES_OFF, ...before };
  for (const name of FEATURES) features[name] ??= { enabled: false };
  for (const [name, value] of Object.entries(wanted)) {
    if (!FEATURES.includes(name)) refuse("SANDBOX_001", `features.${name}`);
    if (!isObject(value)) refuse("SANDBOX_002", `features.${name}`);
    features[name] = value;
  }
  return features;
}

export function defaultStatuses(place: string): StatusRow[] {
  return [
    { id: `p${place}_open`, status: "to do", type: "open", orderindex: 0, color: "#87909e" },
    { id: `p${place}_closed`, status: "complete", type: "closed", orderindex: 1, color: "#008844" },
  ];
}

function spaceWire(state: SandboxState, space: SpaceRow): JsonObject {
  return {
    id: space.id,
    name: escapeName(space.name),
    color: space.color,
    private: space.private,
    avatar: null,
    admin_can_manage: space.adminCanManage,
    statuses: space.statuses.map(statusWire),
    multiple_assignees: space.multipleAssignees,
    features: space.features,
    archived: space.archived,
    ...(space.private ? { members: membersWire(state, space) } : {}),
  };
}

function membersWire(state: SandboxState, space: SpaceRow): JsonObject[] {
  return space.memberIds.flatMap((id) => {
    const user = state.users[String(id)];
    return user === undefined ? [] : [{ user: personWire(user) }];
  });
}
