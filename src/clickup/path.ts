// Ids come from a model, so they are hostile: encodeURIComponent("..") is "..", and a URL parser then walks up.
import { FailureError } from "../domain/failure.ts";

/** A path below the API base, and its shape with the ids taken out, by which policy judges it. */
export interface ApiPath {
  readonly text: string;
  /** "/v2/task/{}/tag/{}" */
  readonly shape: string;
}

/** Every id ClickUp gives fits: digits, short task ids, UUIDs, `t-` templates, view ids with dashes. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/; // 64 characters: our own cap

/** Whether a value has the form of an id; whether there is such a thing only ClickUp knows. */
export function isId(value: string): boolean {
  return ID.test(value);
}

/** A path segment that is a name and no id: the one for tags. */
export class NameSegment {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const NOT_IN_A_NAME = /[/\\\u0000-\u001f\u007f]/;

/** `path`/v2/list/${id}/task``: each value stays within one segment, or nothing leaves. */
export function path(parts: TemplateStringsArray, ...values: (string | NameSegment)[]): ApiPath {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) {
    text += segment(value) + (parts[index + 1] ?? "");
  }
  return { text, shape: parts.join("{}") };
}

const IN_WORKSPACE = /^\/v(?:2\/team|3\/workspaces)\/([^/]+)/;

/** The id of the Workspace in which the path is, when the path says so. */
export function workspaceIn({ text }: ApiPath): string | undefined {
  return IN_WORKSPACE.exec(text)?.[1];
}

/** The same for a template that is known only at run time: "/v2/list/{list_id}/task". */
export function fillPath(
  template: string,
  valueFor: (name: string) => string | NameSegment,
): ApiPath {
  const parts = template.split(/\{\w+\}/);
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
  return path(Object.assign(parts, { raw: parts }), ...names.map(valueFor));
}

function segment(value: string | NameSegment): string {
  if (typeof value === "string") {
    if (!isId(value)) {
      throw new FailureError({
        code: "invalid_input",
        problem: "An id may hold only letters, digits, hyphens and underscores, 64 at most.",
      });
    }
    return value;
  }
  const { name } = value;
  const isBare = name === "" || name === "." || name === "..";
  // Half a surrogate pair has no UTF-8, and encodeURIComponent throws.
  if (isBare || NOT_IN_A_NAME.test(name) || !name.isWellFormed()) {
    throw new FailureError({
      code: "invalid_input",
      // ClickUp answers 404 for a slash however it is escaped.
      problem:
        "ClickUp's API cannot address a tag whose name is empty, dots only, or holds a slash or half a character.",
    });
  }
  return encodeURIComponent(name);
}
