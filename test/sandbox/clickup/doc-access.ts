import { seesSpace, spaceOf } from "./access.ts";
import { refuse } from "./errors.ts";
import type { Call } from "./router.ts";
import type { DocRow } from "./rows-docs-chat.ts";
import { workspaceV3 } from "./v3.ts";

/** No permission is a 404 with a code of its own; no such Doc is a plain one. */
export function docIn(call: Call, id = call.path("doc_id")): DocRow {
  const workspace = workspaceV3(call);
  const doc = call.state.docs[id];
  if (doc?.workspaceId !== workspace.id || doc.deleted) return refuse("V3_404", "Doc");
  return seesDoc(call, doc) ? doc : refuse("ACCESS_999");
}

export function seesDoc(call: Call, doc: DocRow): boolean {
  if (doc.creatorId === call.user.id || doc.sharedWithIds.includes(call.user.id)) return true;
  return doc.visibility === "PUBLIC" && seesParent(call, doc);
}

function seesParent(call: Call, { parent }: DocRow): boolean {
  const { state, user } = call;
  switch (parent.type) {
    case 4: {
      const space = state.spaces[parent.id];
      return space !== undefined && seesSpace(user, space);
    }
    case 5: {
      const folder = state.folders[parent.id];
      return folder !== undefined && seesSpace(user, spaceOf(state, folder));
    }
    case 6: {
      const list = state.lists[parent.id];
      if (list === undefined) return false;
      return list.sharedWithIds.includes(user.id) || seesSpace(user, spaceOf(state, list));
    }
    default:
      return true;
  }
}
