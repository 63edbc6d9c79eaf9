import type { ClickUp } from "../../clickup/client.ts";
import type { CacheStore } from "../context.ts";
import { NO_PROGRESS, type Progress } from "../progress.ts";
import type { Directory } from "./directory.ts";
import { effectiveStatuses } from "./entries.ts";
import { Hierarchy } from "./hierarchy.ts";
import { KeptFacts } from "./kept-facts.ts";
import { ListFacts } from "./list-facts.ts";
import { People } from "./people.ts";
import { Places } from "./places.ts";
import { TaskLookup } from "./task-lookup.ts";

/** One per tool call. `defer` keeps a background reading alive after the answer is given. */
export function createDirectory(options: {
  clickup: ClickUp;
  cache: CacheStore;
  nowMs: number;
  /** Undocumented endpoints that may be used; here "team_folders". */
  undocumented: ReadonlySet<string>;
  defer: (work: Promise<unknown>) => void;
  progress?: Progress;
}): Directory {
  const { clickup, nowMs, defer, progress = NO_PROGRESS } = options;
  const facts = new KeptFacts({ store: options.cache, nowMs, defer });
  const people = new People(clickup, facts);
  const hierarchy = new Hierarchy(clickup, facts, { undocumented: options.undocumented, progress });
  const places = new Places(clickup, people, hierarchy, facts);
  const tasks = new TaskLookup(clickup, people, places);
  const listFacts = new ListFacts(clickup, facts, (listId) => {
    const kept = places.keptList(listId);
    return kept && effectiveStatuses(kept.index, kept.list);
  });
  return {
    me: () => people.me(),
    workspaces: () => people.workspaces(),
    workspace: (given) => people.workspace(given),
    workspaceOf: (place, given) => places.workspaceOf(place, given),
    members: (workspaceId) => people.members(workspaceId),
    teams: (workspaceId) => people.teams(workspaceId),
    workspaceColors: () => people.colors(),
    plan: (workspaceId) => people.plan(workspaceId),
    roles: (workspaceId) => people.roles(workspaceId),
    taskTypes: (workspaceId) => listFacts.taskTypes(workspaceId),

    index: async (workspaceId, indexOptions) => {
      const known = (await people.workspaces()).find(({ id }) => id === workspaceId);
      return hierarchy.index(known ?? { id: workspaceId, name: workspaceId }, indexOptions);
    },
    keptIndex: (workspaceId) => hierarchy.kept({ id: workspaceId, name: workspaceId }),
    keptPlaces: () => places.kept(),
    spaces: async (workspaceId) => (await hierarchy.spaces(workspaceId)).value,
    space: (given, lookup) => places.find("space", given, lookup),
    folder: (given, lookup) => places.find("folder", given, lookup),
    list: (given, lookup) => places.find("list", given, lookup),
    container: (given, lookup) => places.findContainer(given, lookup),
    place: (given, lookup) => places.findAny(given, lookup),
    task: (given, lookup) => tasks.find(given, lookup),

    user: (given, workspaceId, lookup) => people.user(given, workspaceId, lookup),
    team: (given, workspaceId, lookup) => people.team(given, workspaceId, lookup),
    userOrTeam: (given, workspaceId, lookup) => people.userOrTeam(given, workspaceId, lookup),

    statuses: (listId) => listFacts.statuses(listId),
    status: (given, listId, lookup) => listFacts.status(given, listId, lookup),
    tags: (spaceId) => listFacts.tags(spaceId),
    keptTags: (spaceId) => listFacts.keptTags(spaceId),
    fields: (listId) => listFacts.fields(listId),
    field: (given, listId, lookup) => listFacts.field(given, listId, lookup),
    fieldsAt: (place) => listFacts.fieldsAt(place),
    taskType: (given, workspaceId, lookup) => listFacts.taskType(given, workspaceId, lookup),

    note: (change) => {
      if (change.changed === "tags") listFacts.forgetTags(change.spaceId);
      else if (change.changed === "fields") listFacts.forgetFields(change.listId);
      else if (change.changed === "people") people.forget(change.workspaceId);
      else hierarchy.note(change);
    },
  };
}
