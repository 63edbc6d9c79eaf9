// Only people with access of their own count as members of a task or a List.
import { listIn, taskIn } from "./access.ts";
import type { Answer, Call, Route } from "./router.ts";
import { ok, route } from "./router.ts";
import type { ListRow } from "./state.ts";
import { personWire } from "./wire.ts";

const PROFILE_INFO = {
  display_profile: null,
  verified_ambassador: null,
  verified_consultant: null,
  top_tier_user: null,
  viewed_verified_ambassador: null,
  viewed_verified_consultant: null,
  viewed_top_tier_user: null,
};

export const memberRoutes: Route[] = [
  route("GET /v2/list/{list_id}/member", {}, (call) => members(call, ofList(listIn(call)))),

  // One of the few task paths that take no custom id.
  route("GET /v2/task/{task_id}/member", {}, (call) => {
    const task = taskIn(call, call.path("task_id"));
    return members(call, [task.creatorId, ...task.assigneeIds, ...task.watcherIds]);
  }),
];

const ofList = (list: ListRow): number[] =>
  list.assigneeId === null ? list.sharedWithIds : [list.assigneeId, ...list.sharedWithIds];

function members(call: Call, ids: readonly number[]): Answer {
  const people = [...new Set(ids)].flatMap((id) => {
    const user = call.state.users[String(id)];
    return user === undefined ? [] : [{ ...personWire(user), profileInfo: PROFILE_INFO }];
  });
  return ok({ members: people });
}
