import * as z from "zod";
import type { Message } from "../../clickup/client.ts";
import { findChannel, findMessage } from "../chat-channel/find.ts";
import { type Clock, userClock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { fromTokenCursor, toTokenCursor } from "../cursor.ts";
import { defineTool, READS } from "../define-tool.ts";
import { Cursor, Reference, Words, Workspace } from "../fields.ts";
import { pastMs } from "../instant.ts";
import { invalidInput } from "../invalid-input.ts";
import { optionalPart } from "../steps.ts";
import { readTokenPages } from "../token-pages.ts";
import { withoutEmpty } from "../without-empty.ts";

const MAX_ROWS = 100;
const DEFAULT_ROWS = 50;
/** 100 messages each, when older ones are asked for. */
const MAX_PAGES = 10;
/** Messages that get calls of their own: threads, reactions, tagged people. */
const MAX_EXTRAS = 20;

interface MessageRow {
  id: string;
  author?: string | undefined;
  date?: string | undefined;
  title?: string | undefined;
  reply_count?: number | undefined;
  assigned?: string | undefined;
  resolved?: boolean | undefined;
  edited?: boolean | undefined;
  reactions?: string[] | undefined;
  tagged?: string[] | undefined;
  text_md: string;
  replies?: MessageRow[] | undefined;
}
const MessageRow: z.ZodType<MessageRow> = z.object({
  id: z.string(),
  author: z.string().optional(),
  date: z.string().optional(),
  title: z.string().optional(),
  reply_count: z.number().optional(),
  assigned: z.string().optional(),
  resolved: z.boolean().optional(),
  edited: z.boolean().optional(),
  reactions: z.array(z.string()).optional(),
  tagged: z.array(z.string()).optional(),
  text_md: z.string(),
  get replies() {
    return z.array(MessageRow).optional();
  },
});

const input = z.object({
  channel: Reference.optional(),
  message: Reference.optional(),
  since: Words.optional(),
  until: Words.optional(),
  replies: z.boolean().optional(),
  include: z.array(z.enum(["reactions", "tagged"])).optional(),
  limit: z.int().min(1).max(MAX_ROWS).optional(),
  cursor: Cursor,
  workspace: Workspace,
});
type Input = z.output<typeof input>;

export const chatMessageList = defineTool({
  name: "clickup_chat_message_list",
  title: "List chat messages",
  description:
    "Messages of a chat channel, newest first, or the replies to one message. Not task comments.",
  toolset: "chat",
  tier: "premium",
  annotations: READS,
  input,
  output: z.object({
    channel: z.string().optional(),
    channel_name: z.string().optional(),
    messages: z.array(MessageRow),
    complete: z.boolean(),
    next_cursor: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  }),
  listedOutput: ["messages", "complete", "next_cursor"],
  missing: { what: "channel", findWith: "clickup_chat_channel_get" },
  handler: async ({ cursor, limit = DEFAULT_ROWS, ...asked }, context) => {
    const { chat } = context.clickup;
    if ((asked.channel === undefined) === (asked.message === undefined)) {
      throw invalidInput("channel", 'Give either "channel" or "message".', ["channel", "message"]);
    }
    const clock = await userClock(context);
    const since = instantOf(asked.since, "since", clock);
    const until = instantOf(asked.until, "until", clock);
    const lookup = { purpose: "read", workspace: asked.workspace } as const;
    const source =
      asked.message === undefined
        ? await findChannel(asked.channel ?? "", { ...lookup, argument: "channel" }, context)
        : await findMessage(asked.message, { ...lookup, argument: "message" }, context);
    const { workspaceId, id } = source;
    const filter = { ...asked, limit };
    const { rows, next } = await readTokenPages(
      (token) =>
        asked.message === undefined
          ? chat.messages(workspaceId, id, token)
          : chat.replies(workspaceId, id, token),
      {
        from: await fromTokenCursor(cursor, filter),
        limit,
        maxPages: MAX_PAGES,
        judge: ({ date = 0 }) => {
          // Newest first; the order of replies is not documented.
          if (since !== undefined && date < since)
            return asked.message === undefined ? "stop" : "skip";
          return until !== undefined && date >= until ? "skip" : "take";
        },
      },
    );
    const warnings: string[] = [];
    const names = await namesOf(workspaceId, context);
    const messages = await withExtras(
      rows,
      asked,
      workspaceId,
      { names, clock, warnings },
      context,
    );
    const name = "name" in source ? source.name : undefined;
    return {
      ...(asked.message === undefined && { channel: id }),
      ...(name !== undefined && { channel_name: name }),
      messages,
      complete: next === undefined,
      ...(next && { next_cursor: await toTokenCursor(next, filter) }),
      ...(warnings.length > 0 && { warnings }),
    };
  },
});

interface Reading {
  names: ReadonlyMap<string, string>;
  clock: Clock;
  warnings: string[];
}

async function withExtras(
  messages: readonly Message[],
  { replies, include = [] }: Input,
  workspaceId: string,
  reading: Reading,
  { clickup }: ToolContext,
): Promise<MessageRow[]> {
  const { names, warnings } = reading;
  const wanted = new Set<string>(include);
  if ((replies === true || wanted.size > 0) && messages.length > MAX_EXTRAS) {
    warnings.push(
      `Replies, reactions and tagged people: of the first ${MAX_EXTRAS} messages only.`,
    );
  }
  return await Promise.all(
    messages.map(async (message, index) => {
      const row = rowOf(message, reading);
      if (index >= MAX_EXTRAS) return row;
      const [thread, reactions, tagged] = await Promise.all([
        replies === true && (message.replies_count ?? 0) > 0
          ? optionalPart("replies", warnings, () => clickup.chat.replies(workspaceId, message.id))
          : undefined,
        wanted.has("reactions")
          ? optionalPart("reactions", warnings, () =>
              clickup.chat.reactions(workspaceId, message.id),
            )
          : undefined,
        wanted.has("tagged")
          ? optionalPart("tagged", warnings, () =>
              clickup.chat.taggedUsers(workspaceId, message.id),
            )
          : undefined,
      ]);
      return {
        ...row,
        ...withoutEmpty({
          reactions: reactions?.rows.map(({ reaction, user_id: by }) =>
            by === undefined ? reaction : `${reaction} (${names.get(by) ?? by})`,
          ),
          tagged: tagged?.rows.map(
            ({ id, username, name, email }) => username ?? name ?? email ?? id,
          ),
          // A thread reads downwards.
          replies: thread?.rows
            .toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0))
            .map((reply) => rowOf(reply, reading)),
        }),
      };
    }),
  );
}

function rowOf(message: Message, { names, clock }: Reading): MessageRow {
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : (names.get(id) ?? id));
  const { replies_count: replies = 0, assignee, date_updated: updatedMs } = message;
  return {
    id: message.id,
    ...withoutEmpty({
      author: nameOf(message.user_id),
      date: message.date === undefined ? undefined : clock.isoDateTime(message.date),
      title: message.post_data?.title,
      reply_count: replies > 0 ? replies : undefined,
      assigned: nameOf(assignee) ?? message.group_assignee,
      // Only what was assigned can be open or done.
      resolved:
        assignee === undefined && message.group_assignee === undefined
          ? undefined
          : message.resolved,
      edited: updatedMs !== undefined && updatedMs !== message.date ? true : undefined,
    }),
    text_md: (message.content ?? "").trim(),
  };
}

async function namesOf(
  workspaceId: string,
  { directory }: ToolContext,
): Promise<ReadonlyMap<string, string>> {
  return new Map((await directory.members(workspaceId)).map(({ id, name }) => [id, name]));
}

function instantOf(words: string | undefined, argument: string, clock: Clock): number | undefined {
  return words === undefined ? undefined : pastMs(words, argument, clock);
}
