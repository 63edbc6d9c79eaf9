/** A Space's settings as ClickUp wants them back: whole, with the wishes on top. */
import type { ClickUp, Space } from "../../clickup/client.ts";
import type { SpaceChange } from "../../clickup/resources/places.ts";
import type { JsonObject } from "../../domain/json.ts";
import { plainName } from "../directory/plain-name.ts";
import type { Ignored } from "../ignored.ts";
import { invalidInput } from "../invalid-input.ts";
import { lookBack } from "../look-back.ts";
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

/** The Space with what Get Spaces alone is documented to tell: what an update leaves out is lost. */
export async function readWhole(
  spaces: ClickUp["spaces"],
  workspaceId: string,
  spaceId: string,
): Promise<Space> {
  const space = await spaces.get(spaceId);
  if (space.color !== undefined) return space;
  const listed = (await spaces.list(workspaceId)).find(({ id }) => id === spaceId);
  return {
    ...space,
    color: listed?.color,
    admin_can_manage: space.admin_can_manage ?? listed?.admin_can_manage,
  };
}

export function wholeSpace(now: Space, wish: SpaceWish, sent?: JsonObject): SpaceChange {
  const color = colourOf(wish.color);
  return {
    name: wish.name ?? now.name,
    color: color === undefined ? (now.color ?? null) : color,
    private: wish.private ?? now.private ?? false,
    admin_can_manage: wish.admin_can_manage ?? now.admin_can_manage ?? false,
    multiple_assignees: wish.multiple_assignees ?? now.multiple_assignees ?? true,
    features: withFlags(now.features, wish.flags, sent),
  };
}

interface Wish {
  field: string;
  /** undefined where the answer does not tell. */
  isIn(space: Space): boolean | undefined;
  /** What it means when a Space as it is read does not tell either. */
  ifUntold?: boolean;
}

/** The wishes by name, each with what a Space says of it. */
export function wishesIn(wish: SpaceWish): Wish[] {
  const wishes: Wish[] = [];
  const { name } = wish;
  if (name !== undefined) {
    const isIn = (space: Space) => plainName(space.name) === plainName(name);
    wishes.push({ field: "name", isIn });
  }
  const color = colourOf(wish.color);
  if (color !== undefined) {
    const isIn = (space: Space) =>
      space.color === undefined ? undefined : space.color?.toLowerCase() === color?.toLowerCase();
    wishes.push({ field: "color", isIn });
  }
  for (const field of ["private", "admin_can_manage", "multiple_assignees"] as const) {
    const value = wish[field];
    if (value === undefined) continue;
    const isIn = (space: Space) =>
      space[field] === undefined ? undefined : space[field] === value;
    wishes.push({ field, isIn });
  }
  for (const [flag, on] of wish.flags) {
    const isIn = ({ features }: Space) => {
      const told = flagIn(features, flag);
      return told === undefined ? undefined : told === on;
    };
    // A ClickApp that a Space has never had is not among its features.
    wishes.push({ field: `features.${flag}`, isIn, ifUntold: !on });
  }
  return wishes;
}

/** What ClickUp did not take, by its answer, or by the Space itself where that leaves something out. */
export async function ignoredIn(
  wish: SpaceWish,
  made: Space,
  readAgain: () => Promise<Space>,
): Promise<Ignored[]> {
  const wishes = wishesIn(wish);
  const isTold = wishes.every(({ isIn }) => isIn(made) !== undefined);
  const space = isTold ? made : await lookBack(readAgain);
  const isTaken = ({ isIn, ifUntold }: Wish) =>
    space === undefined ? isIn(made) : (isIn(space) ?? ifUntold);
  return wishes
    .filter((one) => isTaken(one) === false)
    .map(({ field }) => ({ field, reason: "ClickUp did not take it; the plan may not allow it" }));
}
