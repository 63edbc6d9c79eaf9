/** One user of ClickUp with a Workspace of their own, in which everything carries their canary. */

import type { ClientRow } from "../sandbox/clickup/rows-oauth.ts";
import { type ClickUpSandbox, createClickUpSandbox } from "../sandbox/clickup/sandbox.ts";
import { SEED, seedState } from "../sandbox/clickup/seed.ts";
import { person } from "../sandbox/clickup/seed-people.ts";
import type { SandboxState } from "../sandbox/clickup/state.ts";
import { canaryOf, firstSerialOf, numericIdOf, taskIdFor } from "./canary.ts";

/** In the List that is read; what is made goes to another one, so that pages stay as small as they are. */
const TASKS = 8;
const COMMENTS = 3;
/** Ids up to here are the seed's; the sandbox counts on from it. */
const SEEDED_SERIALS = 1_000;
const PEOPLE = 2;

export interface Tenant {
  /** As in its canary. */
  user: number;
  sandbox: ClickUpSandbox;
  ids: TenantIds;
}

interface TenantIds {
  person: string;
  workspace: string;
  space: string;
  folder: string;
  /** The List that is read. */
  backlog: string;
  /** The List that is written to. */
  made: string;
  tasks: string[];
}

export function tenantOf(user: number, origin: string, clients: ClientRow[]): Tenant {
  const ids: TenantIds = {
    person: numericIdOf(user, 1),
    workspace: numericIdOf(user, 11),
    space: numericIdOf(user, 12),
    folder: numericIdOf(user, 13),
    backlog: numericIdOf(user, 14),
    made: numericIdOf(user, 15),
    tasks: Array.from({ length: TASKS }, (_, at) => taskIdFor(user, 100 + at)),
  };
  const sandbox = createClickUpSandbox({
    state: stateOf(user, ids),
    origin,
    clients: structuredClone(clients),
    rateLimitPerMinute: 1_000_000,
  });
  return { user, sandbox, ids };
}

let seed: SandboxState | undefined;

function stateOf(user: number, ids: TenantIds): SandboxState {
  seed ??= seedState(Date.now());
  const model = seed;
  const canary = canaryOf(user);
  const state = structuredClone({ ...emptied(model), nextSerial: firstSerialOf(user) });
  const people = Array.from({ length: PEOPLE }, (_, at) => {
    const id = Number(numericIdOf(user, 1 + at));
    const name = `${canary} Person ${at}`;
    return person(id, name, `${canary}.${at}@example.com`, "UTC", "#7b68ee", 1);
  });
  for (const one of people) state.users[String(one.id)] = one;
  const peopleIds = people.map(({ id }) => id);
  const [ownerId = 0] = peopleIds;
  state.workspaces[ids.workspace] = {
    ...row(model.workspaces, SEED.workspaces.northwind),
    id: ids.workspace,
    name: `${canary} Studio`,
    members: peopleIds.map((userId, at) => ({
      userId,
      role: at === 0 ? 1 : 3,
      invitedBy: null,
      joinedAtMs: 0,
      lastActiveMs: 0,
    })),
    timeLabels: [],
  };
  const space = { spaceId: ids.space, name: `${canary} Product` };
  state.spaces[ids.space] = {
    ...row(model.spaces, SEED.spaces.product),
    ...{ id: ids.space, workspaceId: ids.workspace, name: space.name },
    tags: [{ name: `${canary} tag`, fg: "#ffffff", bg: "#000000", creatorId: ownerId }],
  };
  const folder = { id: ids.folder, spaceId: ids.space, name: `${canary} Roadmap` };
  state.folders[ids.folder] = { ...row(model.folders, SEED.folders.roadmap), ...folder };
  const lists = { [ids.backlog]: "Backlog", [ids.made]: "Made" };
  for (const [id, name] of Object.entries(lists)) {
    state.lists[id] = {
      ...row(model.lists, SEED.lists.backlog),
      ...{ id, spaceId: ids.space, folderId: ids.folder, name: `${canary} ${name}` },
      content: `${canary} content`,
    };
  }
  for (const [at, id] of ids.tasks.entries()) {
    const text = `${canary} description ${at}: what there is to be done, and by whom.`;
    state.tasks[id] = {
      ...row(model.tasks, SEED.tasks.bug),
      ...{ id, customId: null, taskType: 0, listId: ids.backlog, extraListIds: [] },
      ...{ name: `${canary} task ${at}`, text, markdown: text, tags: [`${canary} tag`] },
      ...{ creatorId: ownerId, assigneeIds: [ownerId], watcherIds: [], groupIds: [] },
      ...{ checklists: [], fieldValues: {}, attachments: [] },
    };
    for (let comment = 0; comment < COMMENTS; comment += 1) {
      const commentId = numericIdOf(user, 200 + at * COMMENTS + comment);
      const said = `${canary} comment ${comment}`;
      state.comments[commentId] = {
        ...{ id: commentId, on: { kind: "task", id }, parts: [{ text: said }], text: said },
        ...{ userId: ownerId, assigneeId: null, assignedById: null, groupId: null },
        ...{ resolved: false, dateMs: Date.now() - comment * 1000, reactions: [] },
      };
    }
  }
  state.nextSerial = firstSerialOf(user) + SEEDED_SERIALS;
  return state;
}

/** The same tables with nothing in them. */
function emptied(state: SandboxState): SandboxState {
  const tables = Object.entries(state).map(([name, table]) => {
    if (Array.isArray(table)) return [name, []];
    return [name, typeof table === "object" ? {} : table];
  });
  return { ...Object.fromEntries(tables), oauth: { clients: [], codes: {}, tokens: {} } };
}

function row<T>(table: Record<string, T>, id: string): T {
  const found = table[id];
  if (found === undefined) throw new Error(`the seed has no ${id}`);
  return found;
}
