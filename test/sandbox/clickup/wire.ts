// Small shapes that several answers share.
import type { Json, JsonObject } from "./json.ts";
import type { SandboxState, SpaceRow, StatusRow, TagRow, UserRow } from "./state.ts";

/** Names leave ClickUp HTML-escaped. */
export function escapeName(name: string): string {
  return name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Epoch milliseconds as text, the way answers carry instants. */
export const msText = (ms: number | null): string | null => (ms === null ? null : String(ms));

export function userWire(state: SandboxState, userId: number): Json {
  const user = state.users[String(userId)];
  return user === undefined ? null : personWire(user);
}

export function personWire(user: UserRow): JsonObject {
  return {
    id: user.id,
    username: user.username,
    color: user.color,
    initials: user.initials,
    email: user.email,
    profilePicture: user.profilePicture,
  };
}

export const peopleWire = (state: SandboxState, ids: readonly number[]): Json[] =>
  ids.map((id) => userWire(state, id)).filter((person) => person !== null);

export function statusWire(status: StatusRow): JsonObject {
  const { id, status: name, orderindex, color, type } = status;
  return { id, status: name, orderindex, color, type };
}

export const tagWire = (tag: TagRow): JsonObject => ({
  name: escapeName(tag.name),
  tag_fg: tag.fg,
  tag_bg: tag.bg,
  creator: tag.creatorId,
});

export const spaceRefWire = (space: SpaceRow): JsonObject => ({
  id: space.id,
  name: escapeName(space.name),
  access: true,
});

const PRIORITIES = [
  { priority: "urgent", color: "#f50000" },
  { priority: "high", color: "#f8ae00" },
  { priority: "normal", color: "#6fddff" },
  { priority: "low", color: "#d8d8d8" },
] as const;

export function priorityWire(priority: number | null): Json {
  const known = priority === null ? undefined : PRIORITIES[priority - 1];
  if (known === undefined) return null;
  return {
    color: known.color,
    id: String(priority),
    orderindex: String(priority),
    priority: known.priority,
  };
}

/** Markdown as the plain text that `description` and `text_content` carry. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^#{1,6}\s+/gm, "")
    .replace(/^\s*[-*+]\s+(\[[ xX]\]\s+)?/gm, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/^>\s?/gm, "");
}
