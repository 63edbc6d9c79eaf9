import * as z from "zod";
import { ClickUpError } from "../../clickup/errors.ts";
import { FailureError } from "../../domain/failure.ts";
import { findMessage } from "../chat-channel/find.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { Reference, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { withRefusalHint } from "../refusal-hint.ts";
import { StepFailure, Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";

const MISSING = {
  message: { what: "message", findWith: "clickup_chat_message_list" },
  comment: { what: "comment", findWith: "clickup_comment_list" },
} as const;

/** A call each. */
const MAX_REACTIONS = 20;
/** "thumbsup", "+1", "man-shrugging": an emoji's name, never the emoji. */
const SHORT_NAME = /^[a-z0-9_+-]{1,64}$/i;

const Emoji = z.array(z.string().trim().min(1).max(66)).max(MAX_REACTIONS);

export const chatReactionUpdate = defineTool({
  name: "clickup_chat_reaction_update",
  title: "Add or remove reactions",
  description:
    "Adds or removes my emoji reactions on a chat message, or on a task's comment (experimental).",
  toolset: "chat_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: UPDATES,
  input: z.object({
    message: Reference.optional().describe("Id or URL."),
    comment: Reference.optional().describe("Comment id."),
    add: Emoji.optional().describe("Emoji names, as thumbsup."),
    remove: Emoji.optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    added: z.array(z.string()).optional(),
    removed: z.array(z.string()).optional(),
    failed: z.array(StepFailure).optional(),
  }),
  missing: { what: "message", findWith: "clickup_chat_message_list" },
  handler: async ({ message, comment, add = [], remove = [], workspace }, context) => {
    const { chat } = context.clickup;
    if ((message === undefined) === (comment === undefined)) {
      throw invalidInput("message", 'Give either "message" or "comment".', ["message", "comment"]);
    }
    const toAdd = namesOf(add, "add");
    const toRemove = namesOf(remove, "remove");
    const both = toAdd.find((name) => toRemove.includes(name));
    if (both !== undefined) throw invalidInput("add", `"${both}" is to be added and removed.`);
    if (toAdd.length + toRemove.length === 0) {
      throw invalidInput("add", 'Give reactions in "add" or "remove".');
    }
    const kind = message === undefined ? "comment" : "message";
    const lookup = { purpose: "write", workspace, argument: kind } as const;
    const { workspaceId, id } = await findMessage(message ?? comment ?? "", lookup, context);
    const steps = new Steps("clickup_chat_reaction_update");
    const added: string[] = [];
    const removed: string[] = [];
    for (const name of toAdd) {
      const done = await steps.run(`add ${name}`, () =>
        withRefusalHint(notAdded(name, kind), () => chat.react(workspaceId, id, name)),
      );
      if (done) added.push(name);
    }
    for (const name of toRemove) {
      const done = await steps.run(`remove ${name}`, () =>
        chat.unreact(workspaceId, id, name).catch((error: unknown) => {
          throw isMissing(error) ? noReaction(name, kind) : error;
        }),
      );
      if (done) removed.push(name);
    }
    steps.throwIfNothingDone();
    return { id, ...withoutEmpty({ added, removed, failed: steps.failed }) };
  },
});

type Kind = keyof typeof MISSING;

/** ClickUp says no more than that the request was wrong. */
function notAdded(name: string, kind: Kind): string {
  return `"${name}" can be there already, which is as it should be: a person gives each reaction once. Otherwise ClickUp has no emoji of this name. ${MISSING[kind].findWith} shows the reactions.`;
}

function isMissing(error: unknown): boolean {
  return error instanceof ClickUpError && error.refusal === "not_found";
}

/** The same answer for a reaction that is not there and a message that is not. */
function noReaction(name: string, kind: Kind): FailureError {
  const { what, findWith } = MISSING[kind];
  const which = `${what} with a reaction "${name}" of this user's`;
  return new FailureError({ code: "not_found", what: which, findWith });
}

function namesOf(given: readonly string[], argument: string): string[] {
  const names = given.map((name) => name.replace(/^:|:$/g, ""));
  const wrong = names.find((name) => !SHORT_NAME.test(name));
  if (wrong !== undefined) {
    throw invalidInput(
      argument,
      `"${argument}" takes the names of emoji, as thumbsup or +1, not the emoji themselves.`,
    );
  }
  return [...new Set(names)];
}
