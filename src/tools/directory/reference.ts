/** What a reference is by its form alone: an id, a ClickUp URL, a custom id, or a name. No call is made. */
import { FailureError } from "../../domain/failure.ts";

export type ReferenceKind = "workspace" | "space" | "folder" | "list" | "task" | "view" | "doc";

export type Reference =
  | { form: "url"; kind: ReferenceKind; id: string; workspaceId?: string }
  /** Digits only. */
  | { form: "number"; id: string }
  | { form: "text"; text: string };

export type TaskReference =
  | { form: "id"; id: string; workspaceId?: string }
  /** "ABC-123" */
  | { form: "custom_id"; customId: string; workspaceId?: string }
  | { form: "text"; text: string };

const CUSTOM_ID = /^[A-Z][A-Z0-9_]{0,30}-\d{1,12}$/i;
/** Short text of letters and digits; ClickUp's have one digit at least. */
const TASK_ID = /^(?=[a-z]*\d)[a-z0-9]{2,16}$/;
// Branch names and commit messages carry task ids so.
const GIT_PREFIX = /^(#|CU-(?=[a-z0-9]*[a-z]))/i;

export function parseReference(given: string): Reference {
  const text = given.trim();
  const url = parseUrl(text);
  if (url !== undefined) return url;
  return /^\d+$/.test(text) ? { form: "number", id: text } : { form: "text", text };
}

export function parseTaskReference(given: string): TaskReference {
  const text = given.trim();
  const url = parseUrl(text);
  if (url !== undefined) {
    if (url.kind !== "task") throw wrongKind(url.kind, "task");
    const { id, workspaceId } = url;
    const within = workspaceId === undefined ? {} : { workspaceId };
    return CUSTOM_ID.test(id)
      ? { form: "custom_id", customId: id.toUpperCase(), ...within }
      : { form: "id", id, ...within };
  }
  const bare = text.replace(GIT_PREFIX, "").toLowerCase();
  if (bare !== text.toLowerCase() && TASK_ID.test(bare)) return { form: "id", id: bare };
  if (CUSTOM_ID.test(text)) return { form: "custom_id", customId: text.toUpperCase() };
  return TASK_ID.test(text) ? { form: "id", id: text } : { form: "text", text };
}

/** The failure for a URL that leads to something else than the argument wants. */
export function wrongKind(found: ReferenceKind, wanted: string, argument?: string): FailureError {
  const name = argument === undefined ? "This" : `"${argument}"`;
  return new FailureError({
    code: "invalid_input",
    problem: `${name} is the URL of a ${found}, and a ${wanted} is wanted.`,
    ...(argument !== undefined && { argument }),
  });
}

const PLACE_PREFIXES: Readonly<Record<string, ReferenceKind>> = {
  li: "list",
  f: "folder",
  s: "space",
  dc: "doc",
};

/** View ids name their place by type: 4 Space, 5 Folder, 6 List ("6-901-1"). */
const PLACE_TYPES: Readonly<Record<string, ReferenceKind>> = {
  "4": "space",
  "5": "folder",
  "6": "list",
};

/**
 * app.clickup.com/t/<id>, /t/<workspace>/<CUSTOM-1>, /<workspace>/v/li/<list>, /v/l/<view>, /v/b/<view>,
 * /v/l/li/<list>, /v/o/f/<folder>, /v/f/<folder>, /v/s/<space>, /v/dc/<doc>/<page>, /<workspace>/home.
 */
function parseUrl(text: string): Extract<Reference, { form: "url" }> | undefined {
  const withScheme = /^(app\.)?clickup\.com\//i.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\//i.test(withScheme)) return undefined;
  const url = URL.parse(withScheme);
  if (url === null || !/(^|\.)clickup\.com$/.test(url.hostname)) {
    throw new FailureError({ code: "invalid_input", problem: "This is not a URL of ClickUp." });
  }
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const found = parts[0] === "t" ? taskOf(parts.slice(1)) : placeOf(parts);
  if (found === undefined) {
    throw new FailureError({
      code: "invalid_input",
      problem: "This ClickUp URL leads to no Space, Folder, List, task, view or Doc.",
    });
  }
  return { form: "url", ...found };
}

type Found = { kind: ReferenceKind; id: string; workspaceId?: string };

function taskOf(parts: readonly string[]): Found | undefined {
  const [first, second] = parts;
  if (first === undefined) return undefined;
  if (second !== undefined && /^\d+$/.test(first)) {
    return { kind: "task", id: second, workspaceId: first };
  }
  return { kind: "task", id: first };
}

function placeOf(parts: readonly string[]): Found | undefined {
  const workspaceId = parts[0];
  if (workspaceId === undefined || !/^\d+$/.test(workspaceId)) return undefined;
  const view = parts.indexOf("v");
  if (view < 0) return { kind: "workspace", id: workspaceId, workspaceId };
  const rest = parts.slice(view + 1);
  // From the right: /v/o/f/1, /v/l/li/1 and /v/f/1 all end in the kind and the id.
  for (const index of [1, 0]) {
    const kind = PLACE_PREFIXES[rest[index] ?? ""];
    const id = rest[index + 1];
    if (kind !== undefined && id !== undefined) return { kind, id, workspaceId };
  }
  const viewId = rest[1];
  if (viewId === undefined) return undefined;
  const [type, placeId] = viewId.split("-");
  const kind = PLACE_TYPES[type ?? ""];
  if (kind !== undefined && placeId !== undefined && /^\d+$/.test(placeId)) {
    return { kind, id: placeId, workspaceId };
  }
  return { kind: "view", id: viewId, workspaceId };
}
