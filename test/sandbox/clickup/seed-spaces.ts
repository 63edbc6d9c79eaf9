// Spaces with their statuses, tags and ClickApps.
import type { JsonObject } from "./json.ts";
import type { SpaceRow, StatusRow, TagRow } from "./state.ts";

type StatusSpec = readonly [name: string, type: StatusRow["type"], color: string];

const PRODUCT: readonly StatusSpec[] = [
  ["to do", "open", "#87909e"],
  ["in progress", "custom", "#5f55ee"],
  ["in review", "custom", "#f8ae00"],
  ["done", "done", "#33a02c"],
  ["closed", "closed", "#008844"],
];
const MARKETING: readonly StatusSpec[] = [
  ["idea", "open", "#d3d3d3"],
  ["drafting", "custom", "#02bcd4"],
  ["waiting for approval", "custom", "#ff7800"],
  ["published", "closed", "#6bc950"],
];
const SUPPORT: readonly StatusSpec[] = [
  ["new", "open", "#d3d3d3"],
  ["triage", "custom", "#f9d900"],
  ["waiting on customer", "custom", "#bf55ec"],
  ["solved", "done", "#2ecd6f"],
  ["closed", "closed", "#6bc950"],
];
export const SIMPLE: readonly StatusSpec[] = [
  ["to do", "open", "#87909e"],
  ["complete", "closed", "#008844"],
];
export const LAUNCH: readonly StatusSpec[] = [
  ["planned", "open", "#d3d3d3"],
  ["at risk", "custom", "#e50000"],
  ["launched 🚀", "closed", "#6bc950"],
];
export const INBOX: readonly StatusSpec[] = [
  ["unread", "open", "#d3d3d3"],
  ["answered", "done", "#2ecd6f"],
  ["closed", "closed", "#6bc950"],
];

export function seedStatuses(place: string, specs: readonly StatusSpec[]): StatusRow[] {
  return specs.map(([status, type, color], orderindex) => ({
    id: `${place}_${status.replace(/[^a-z]/g, "")}`,
    status,
    type,
    orderindex,
    color,
  }));
}

const CLICKAPPS = [
  "sprints",
  "time_tracking",
  "points",
  "custom_items",
  "priorities",
  "tags",
  "time_estimates",
  "check_unresolved",
  "milestones",
  "custom_fields",
  "remap_dependencies",
  "dependency_warning",
  "status_pies",
  "multiple_assignees",
  "multiple_lists",
  "portfolios",
  "emails",
  "time_in_status",
  "checklists",
  "zoom",
];

function features(off: readonly string[]): JsonObject {
  const all: JsonObject = {
    due_dates: {
      enabled: true,
      start_date: true,
      remap_due_dates: true,
      remap_closed_due_date: false,
    },
  };
  for (const name of CLICKAPPS) all[name] = { enabled: !off.includes(name) };
  return all;
}

function tags(...names: readonly string[]): TagRow[] {
  const colors = ["#e50000", "#0f9d9f", "#7c4dff", "#ff7fab", "#1bbc9c"];
  return names.map((name, index) => ({
    name,
    fg: "#ffffff",
    bg: colors[index % colors.length] ?? "#87909e",
    creatorId: 1001,
  }));
}

export function seedSpace(
  id: string,
  workspaceId: string,
  name: string,
  specs: readonly StatusSpec[],
  extra: Partial<SpaceRow> = {},
): SpaceRow {
  return {
    id,
    workspaceId,
    name,
    color: "#6647f0",
    private: false,
    memberIds: [],
    adminCanManage: false,
    archived: false,
    statuses: seedStatuses(`p${id}`, specs),
    multipleAssignees: true,
    features: features(["zoom", "emails"]),
    tags: [],
    orderindex: Number(id),
    ...extra,
  };
}

export const seedSpaces = (): SpaceRow[] => [
  seedSpace("101", "9001", "Product", PRODUCT, {
    tags: tags("bug", "design", "needs decision", "quick win", "c++ & rust"),
  }),
  seedSpace("102", "9001", "Marketing & Growth", MARKETING, {
    tags: tags("campaign", "seo", "translation"),
  }),
  seedSpace("103", "9001", "Customer Support", SUPPORT, { tags: tags("vip", "refund") }),
  // No tags, no time tracking, no multiple Lists: writes that need them do nothing here.
  seedSpace("104", "9001", "Opérations", SIMPLE, {
    features: features(["tags", "time_tracking", "multiple_lists", "time_in_status", "points"]),
  }),
  seedSpace("105", "9001", "Private Lab 🔬", SIMPLE, { private: true, memberIds: [1001, 1003] }),
  seedSpace("201", "9002", "Client Work", PRODUCT, { tags: tags("urgent client", "billing") }),
  seedSpace("202", "9002", "Internal & Admin", SIMPLE),
  seedSpace("203", "9002", "Old Stuff", SIMPLE, { archived: true }),
];
