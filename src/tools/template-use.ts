/** Lists and Folders made from a template by another tool than clickup_template_apply. */
import { isId } from "../clickup/path.ts";
import { TEMPLATE_PARTS, type TemplateUse } from "../clickup/resources/place-templates.ts";
import { invalidInput } from "./invalid-input.ts";

/** Everything comes along but people and dates, which belong to the work the template was made from. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "old_followers",
  "old_assignees",
  "old_subtask_assignees",
  "old_due_date",
  "old_start_date",
  "comment",
  "comment_attachments",
]);

export function templateIdOf(given: string): string {
  if (isId(given)) return given;
  throw invalidInput(
    "from_template",
    '"from_template" must be a template\'s id, as in "t-86c9001".',
  );
}

/** With `wait` ClickUp answers when all is there, else at once. */
export function templateUse(name: string, wait: boolean): TemplateUse {
  const parts = TEMPLATE_PARTS.filter((part) => !LEFT_OUT.has(part));
  return {
    name,
    options: {
      return_immediately: !wait,
      ...Object.fromEntries(parts.map((part) => [part, true])),
    },
  };
}
