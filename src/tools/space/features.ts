/** ClickApps of a Space as plain flags, and as ClickUp nests them. */
import * as z from "zod";
import type { Space } from "../../clickup/client.ts";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { nearestNames } from "../nearest.ts";

export const Features = z
  .record(z.string().max(60), z.boolean())
  .describe("time_tracking, tags, multiple_lists …: true or false");

/** What every request has to name (v2, Create and Update Space). */
const DOCUMENTED = [
  "due_dates",
  "time_tracking",
  "tags",
  "time_estimates",
  "checklists",
  "custom_fields",
  "remap_dependencies",
  "dependency_warning",
  "portfolios",
] as const;

/** Not in the published requests, but in every Space's answer. */
const ALSO_KNOWN = [
  "sprints",
  "points",
  "custom_items",
  "priorities",
  "milestones",
  "multiple_assignees",
  "multiple_lists",
  "time_in_status",
  "check_unresolved",
  "status_pies",
  "emails",
  "zoom",
] as const;

/** They lie inside `due_dates`. */
const OF_DUE_DATES = ["start_date", "remap_due_dates", "remap_closed_due_date"] as const;

const KNOWN: readonly string[] = [...DOCUMENTED, ...ALSO_KNOWN, ...OF_DUE_DATES];

/** A new Space has what most people look for; moving dependent dates along is a surprise. */
const NEW_SPACE: JsonObject = {
  ...Object.fromEntries(DOCUMENTED.map((name) => [name, { enabled: true }])),
  due_dates: {
    enabled: true,
    start_date: true,
    remap_due_dates: false,
    remap_closed_due_date: false,
  },
  remap_dependencies: { enabled: false },
};

/** Flags under ClickUp's own names; "Time Tracking" is `time_tracking`. */
export function flagsOf(given: Readonly<Record<string, boolean>>): Map<string, boolean> {
  const flags = new Map<string, boolean>();
  for (const [word, on] of Object.entries(given)) {
    const name = foldName(word).replace(/[\s-]+/g, "_");
    if (!KNOWN.includes(name)) {
      const near = nearestNames(word, KNOWN);
      throw invalidInput(
        "features",
        `There is no feature "${word.slice(0, 60)}".`,
        near.length > 0 ? near : KNOWN,
      );
    }
    flags.set(name, on);
  }
  return flags;
}

/**
 * All features as ClickUp has them now, or for a new Space, with the flags on top. `sent` are those that
 * the Space was made with: the published answer leaves out some of them.
 */
export function withFlags(
  features: Space["features"],
  flags: ReadonlyMap<string, boolean>,
  sent: JsonObject = {},
): JsonObject {
  const all: JsonObject = {
    ...(features === undefined ? NEW_SPACE : { ...sent, ...toJson(features) }),
  };
  for (const name of DOCUMENTED) all[name] ??= { enabled: false };
  for (const [name, on] of flags) {
    const inside = (OF_DUE_DATES as readonly string[]).includes(name);
    const key = inside ? "due_dates" : name;
    const now = all[key];
    const kept = typeof now === "object" && now !== null && !Array.isArray(now) ? now : {};
    all[key] = { ...kept, [inside ? name : "enabled"]: on };
  }
  return all;
}

/** Whether a flag stands in ClickUp's answer; undefined when the answer does not say. */
export function flagIn(features: Space["features"], name: string): boolean | undefined {
  const inside = (OF_DUE_DATES as readonly string[]).includes(name);
  const feature: Readonly<Record<string, unknown>> | undefined =
    features?.[inside ? "due_dates" : name];
  const value = feature?.[inside ? name : "enabled"];
  return typeof value === "boolean" ? value : undefined;
}

/** What came from JSON, without what was dropped on the way. */
function toJson(features: NonNullable<Space["features"]>): Record<string, JsonValue> {
  return JSON.parse(JSON.stringify(features)) as Record<string, JsonValue>;
}
