/** What is known without a scan, or in a call or two: places, people, views of the Workspace, chat channels. */
import type { Channel } from "../../clickup/client.ts";
import { channelUrl } from "../chat-channel/find.ts";
import type { ToolContext } from "../context.ts";
import { plainName } from "../directory/plain-name.ts";
import { placeUrl } from "../place-url.ts";
import { optionalPart } from "../steps.ts";
import type { TextHit, TextQuery } from "../text-match.ts";
import { viewUrl } from "../view/find.ts";
import type { Search, SearchedType, SearchRow } from "./search-scope.ts";

/** 100 channels each. */
const MAX_CHANNEL_PAGES = 3;

export interface KnownRows {
  rows: SearchRow[];
  scanned: number;
  /** How many of each type were given so far; undefined when there is no more. */
  next?: number;
}

interface Named {
  type: SearchedType;
  id: string;
  name: string;
  path?: string | undefined;
  url?: string | undefined;
  /** Found by, too, but not shown. */
  also?: string | undefined;
}

/** The best of each type, from the `skip`th on. */
export async function searchKnown(
  search: Search,
  skip: number,
  context: ToolContext,
): Promise<KnownRows> {
  const [people, views, channels] = await Promise.all([
    members(search, context),
    workspaceViews(search, context),
    chatChannels(search, context),
  ]);
  const all = [...places(search), ...people, ...views, ...channels];
  const found = all.flatMap((one): SearchRow[] => {
    const hit = hitOf(one, search.words);
    if (hit === undefined) return [];
    const { type, id, name, path, url } = one;
    return [
      {
        type,
        id,
        name,
        ...(path !== undefined && { path }),
        ...(url !== undefined && { url }),
        score: hit.score,
      },
    ];
  });
  const upTo = skip + search.limit;
  const types = [...new Set(found.map(({ type }) => type))];
  const best = types.map((type) =>
    found.filter((row) => row.type === type).toSorted((a, b) => b.score - a.score),
  );
  return {
    rows: best.flatMap((rows) => rows.slice(skip, upTo)),
    scanned: skip === 0 ? all.length : 0,
    ...(best.some((rows) => rows.length > upTo) && { next: upTo }),
  };
}

/** Some word has to be in its own name: else a Space would bring everything that lies in it. */
function hitOf({ id, name, path, also }: Named, words: TextQuery): TextHit | undefined {
  const own = { in: "name", text: name };
  if (words.hit([own], [id]) === undefined && also === undefined) return undefined;
  const hit = words.hit(
    [own, { in: "path", text: path ?? "" }, { in: "also", text: also ?? "" }],
    [id],
  );
  return hit?.whole === true ? hit : undefined;
}

function places({ scope: { types, index, inside, workspaceId } }: Search): Named[] {
  return [...index.spaces, ...index.folders, ...index.lists]
    .filter(({ kind, id }) => types.has(kind) && (inside === undefined || inside.has(id)))
    .map(({ kind, id, name, path }) => ({
      type: kind,
      id,
      name,
      path,
      url: placeUrl(workspaceId, kind, id),
    }));
}

async function members({ scope }: Search, { directory }: ToolContext): Promise<Named[]> {
  if (!scope.types.has("member")) return [];
  const people = await directory.members(scope.workspaceId);
  return people.map(({ id, name, email }) => ({ type: "member", id, name, also: email }));
}

/** The API lists views by place; those of the Workspace are one call. */
async function workspaceViews(
  { scope: { types, workspaceId }, warnings }: Search,
  { clickup }: ToolContext,
): Promise<Named[]> {
  if (!types.has("view")) return [];
  const place = { kind: "workspace", id: workspaceId } as const;
  const views = await optionalPart("views", warnings, () => clickup.views.at(place));
  return (views ?? []).map((view) => ({
    type: "view",
    id: view.id,
    name: plainName(view.name),
    url: viewUrl(workspaceId, view),
  }));
}

async function chatChannels(
  { scope: { types, inside, workspaceId }, warnings }: Search,
  { clickup }: ToolContext,
): Promise<Named[]> {
  if (!types.has("channel")) return [];
  const found: Channel[] = [];
  await optionalPart("chat channels", warnings, async () => {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_CHANNEL_PAGES; page += 1) {
      const answer = await clickup.chat.channels(workspaceId, {}, cursor);
      found.push(...answer.rows);
      const { next } = answer;
      if (next === undefined || next === cursor) return;
      cursor = next;
    }
    warnings.push(`Only the first ${found.length} chat channels were searched.`);
  });
  return found
    .filter(({ parent }) => inside === undefined || inside.has(parent?.id ?? ""))
    .map((channel) => ({
      type: "channel",
      id: channel.id,
      name: plainName(channel.name),
      also: channel.topic,
      url: channelUrl(workspaceId, channel.id),
    }));
}
