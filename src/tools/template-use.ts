/** What is made from a template, by clickup_template_apply and by the tools that create things. */
import type { ClickUp } from "../clickup/client.ts";
import { isId } from "../clickup/path.ts";
import { TEMPLATE_PARTS, type TemplateUse } from "../clickup/resources/place-templates.ts";
import { plainName } from "./directory/plain-name.ts";
import { invalidInput } from "./invalid-input.ts";
import { lookBack } from "./look-back.ts";

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

/** ClickUp's clock against ours, and the time that making the task took. */
const MADE_WITHIN_MS = 5 * 60_000;

/**
 * Makes a task from a template and tells its id. ClickUp's published answer is empty: its List is then
 * asked for the newest task of that name. Undefined when that does not show it either.
 */
export async function taskFromTemplate(
  { templates, tasks }: ClickUp,
  { listId, templateId, name }: { listId: string; templateId: string; name: string },
  nowMs: number,
): Promise<string | undefined> {
  const told = await templates.createTask(listId, templateId, name);
  if (told !== undefined) return told;
  const newest = await lookBack(() => tasks.inList(listId, 0));
  const [made] = (newest?.tasks ?? [])
    .filter((task) => plainName(task.name) === plainName(name))
    .filter((task) => (task.date_created ?? 0) >= nowMs - MADE_WITHIN_MS)
    .sort((a, b) => (b.date_created ?? 0) - (a.date_created ?? 0));
  return made?.id;
}

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
