import { isOn, spaceIn, spaceOfTask, TASK_QUERY, taskOf } from "./access.ts";
import { objectIn, textIn } from "./body.ts";
import { refuse } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { SpaceRow, TagRow, TaskRow } from "./state.ts";
import { tagWire } from "./wire.ts";

// Reference, example and clients disagree about the colour names, so both pairs are known here.
const TAG_KEYS: readonly string[] = ["name", "tag_fg", "tag_bg", "fg_color", "bg_color"];
const TAG_BODY = { tag: "object!" } as const satisfies Record<string, BodyKind>;

export const tagRoutes: Route[] = [
  route("GET /v2/space/{space_id}/tag", {}, (call) =>
    ok({ tags: spaceIn(call).tags.map(tagWire) }),
  ),

  route("POST /v2/space/{space_id}/tag", { body: TAG_BODY }, (call) => {
    const space = spaceIn(call);
    const wanted = tagBody(call);
    const tag = ensureTag(space, textIn(wanted, "name") ?? refuse("INPUT_003"), call.user.id);
    colour(tag, wanted);
    return ok({});
  }),

  route("PUT /v2/space/{space_id}/tag/{tag_name}", { body: TAG_BODY }, (call) => {
    const space = spaceIn(call);
    const tag = tagIn(space, call.path("tag_name"));
    const wanted = tagBody(call);
    const name = textIn(wanted, "name")?.toLowerCase();
    if (name !== undefined && name !== tag.name) {
      for (const task of tasksOf(call, space)) {
        task.tags = task.tags.map((old) => (old === tag.name ? name : old));
      }
      tag.name = name;
    }
    colour(tag, wanted);
    return ok({ tag: { name: tag.name, fg_color: tag.fg, bg_color: tag.bg } });
  }),

  route("DELETE /v2/space/{space_id}/tag/{tag_name}", { body: { tag: "object" } }, (call) => {
    const space = spaceIn(call);
    const tag = tagIn(space, call.path("tag_name"));
    space.tags = space.tags.filter((other) => other !== tag);
    for (const task of tasksOf(call, space)) {
      task.tags = task.tags.filter((name) => name !== tag.name);
    }
    return ok({});
  }),

  route("POST /v2/task/{task_id}/tag/{tag_name}", { query: TASK_QUERY }, (call) => {
    const task = taskOf(call);
    addTags(call, task, [call.path("tag_name")]);
    task.updatedMs = call.nowMs;
    return ok({});
  }),

  route("DELETE /v2/task/{task_id}/tag/{tag_name}", { query: TASK_QUERY }, (call) => {
    const task = taskOf(call);
    const name = call.path("tag_name").toLowerCase();
    task.tags = task.tags.filter((tag) => tag !== name);
    task.updatedMs = call.nowMs;
    return ok({});
  }),
];

/** Names that the Space does not have are made on the way. Where the ClickApp is off nothing sticks. */
export function addTags(call: Call, task: TaskRow, names: readonly string[]): void {
  const space = spaceOfTask(call.state, task);
  if (!isOn(space, "tags")) return;
  for (const name of names) {
    const tag = ensureTag(space, name, call.user.id);
    if (!task.tags.includes(tag.name)) task.tags.push(tag.name);
  }
}

function ensureTag(space: SpaceRow, given: string, creatorId: number): TagRow {
  const name = given.trim().toLowerCase();
  const known = space.tags.find((tag) => tag.name === name);
  if (known !== undefined) return known;
  const tag: TagRow = { name, fg: "#ffffff", bg: "#87909e", creatorId };
  space.tags.push(tag);
  return tag;
}

function tagIn(space: SpaceRow, name: string): TagRow {
  return (
    space.tags.find((tag) => tag.name === name.toLowerCase()) ??
    refuse("SANDBOX_002", `no tag ${name}`)
  );
}

function tagBody(call: Call): JsonObject {
  const tag = objectIn(call.body, "tag") ?? {};
  for (const key of Object.keys(tag)) {
    if (!TAG_KEYS.includes(key)) refuse("SANDBOX_001", `tag.${key}`);
  }
  return tag;
}

function colour(tag: TagRow, wanted: JsonObject): void {
  tag.fg = textIn(wanted, "tag_fg") ?? textIn(wanted, "fg_color") ?? tag.fg;
  tag.bg = textIn(wanted, "tag_bg") ?? textIn(wanted, "bg_color") ?? tag.bg;
}

function tasksOf(call: Call, space: SpaceRow): TaskRow[] {
  return Object.values(call.state.tasks).filter((task) => spaceOfTask(call.state, task) === space);
}
