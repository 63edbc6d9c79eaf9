import type { JsonObject } from "./json.ts";
import { SEED } from "./seed-ids.ts";
import type { SandboxState, ViewRow } from "./state.ts";
import { freshSections } from "./view-body.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function seedViews(anchorMs: number): ViewRow[] {
  const view = (
    id: string,
    name: string,
    type: string,
    parent: ViewRow["parent"],
    filters: JsonObject = {},
  ): ViewRow => {
    const sections = freshSections();
    return {
      id,
      parent,
      name,
      type,
      required: false,
      creatorId: 1001,
      createdMs: anchorMs - 100 * DAY_MS,
      orderindex: 0,
      ...sections,
      grouping: { ...sections.grouping, field: "status" },
      filters: { ...sections.filters, ...filters },
    };
  };
  const backlog = { id: SEED.lists.backlog, type: 6 } as const;
  const urgent = [{ field: "priority", op: "EQ", idx: 0, values: ["1"] }];
  return [
    view(SEED.views.backlogList, "List", "list", backlog),
    view(SEED.views.backlogBoard, "Board & urgent", "board", backlog, { fields: urgent }),
    { ...view(SEED.views.backlogRequired, "Calendar", "calendar", backlog), required: true },
    view(SEED.views.everything, "Everything", "list", { id: "9001", type: 7 }),
    view(SEED.views.productChat, "Team chat", "conversation", { id: SEED.spaces.product, type: 4 }),
  ];
}

export function seedChatViewComments(state: SandboxState, anchorMs: number): void {
  const texts = ["Release is on Thursday.", "Thanks, noted."];
  for (const [index, text] of texts.entries()) {
    const id = String(90_130_900_001 + index);
    state.comments[id] = {
      id,
      on: { kind: "view", id: SEED.views.productChat },
      parts: [{ text }],
      text,
      userId: 1001 + index,
      assigneeId: null,
      assignedById: null,
      groupId: null,
      resolved: false,
      dateMs: anchorMs - (2 - index) * HOUR_MS,
      reactions: [],
    };
  }
}
