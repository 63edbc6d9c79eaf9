/** A Space's settings as ClickUp wants them back: whole, with the wishes on top. */
import type { Space } from "../../clickup/client.ts";
import type { SpaceChange } from "../../clickup/resources/places.ts";
import { plainName } from "../directory/plain-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { flagIn, withFlags } from "./features.ts";

export interface SpaceWish {
  name?: string | undefined;
  color?: string | undefined;
  private?: boolean | undefined;
  admin_can_manage?: boolean | undefined;
  multiple_assignees?: boolean | undefined;
  flags: ReadonlyMap<string, boolean>;
}

const COLOUR = /^#[0-9a-f]{3}([0-9a-f]{3})?$/i;

/** As ClickUp takes it; null for "none". */
export function colourOf(given: string | undefined): string | null | undefined {
  if (given === undefined) return undefined;
  if (given.toLowerCase() === "none") return null;
  if (COLOUR.test(given)) return given;
  throw invalidInput("color", '"color" must be written like #2ecd6f, or "none".');
}

export function wholeSpace(now: Space, wish: SpaceWish): SpaceChange {
  const color = colourOf(wish.color);
  return {
    name: wish.name ?? now.name,
    color: color === undefined ? (now.color ?? null) : color,
    private: wish.private ?? now.private ?? false,
    admin_can_manage: wish.admin_can_manage ?? now.admin_can_manage ?? false,
    multiple_assignees: wish.multiple_assignees ?? now.multiple_assignees ?? true,
    features: withFlags(now.features, wish.flags),
  };
}

/** The wishes by name, each with what a Space says of it. */
export function wishesIn(wish: SpaceWish): { field: string; isIn(space: Space): boolean }[] {
  const wishes: { field: string; isIn(space: Space): boolean }[] = [];
  const { name } = wish;
  if (name !== undefined) {
    wishes.push({ field: "name", isIn: (space) => plainName(space.name) === plainName(name) });
  }
  const color = colourOf(wish.color);
  if (color !== undefined) {
    wishes.push({
      field: "color",
      isIn: (space) => (space.color ?? "").toLowerCase() === (color ?? "").toLowerCase(),
    });
  }
  for (const field of ["private", "admin_can_manage", "multiple_assignees"] as const) {
    const value = wish[field];
    if (value !== undefined) wishes.push({ field, isIn: (space) => space[field] === value });
  }
  for (const [flag, on] of wish.flags) {
    wishes.push({
      field: `features.${flag}`,
      isIn: ({ features }) => (flagIn(features, flag) ?? false) === on,
    });
  }
  return wishes;
}

export function ignoredIn(wish: SpaceWish, made: Space): { field: string; reason: string }[] {
  return wishesIn(wish)
    .filter(({ isIn }) => !isIn(made))
    .map(({ field }) => ({ field, reason: "ClickUp did not take it; the plan may not allow it" }));
}
