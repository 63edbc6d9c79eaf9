// Docs (v3). None can be deleted, moved or renamed.
import { folderIn, listIn, spaceIn, taskIn } from "./access.ts";
import { flagIn, objectIn, textIn } from "./body.ts";
import { docIn, seesDoc } from "./doc-access.ts";
import { addPage } from "./doc-pages.ts";
import { docWire, PAGE_DEFAULTS } from "./doc-wire.ts";
import { refuse } from "./errors.ts";
import { newV3Id } from "./ids.ts";
import type { Call, Route } from "./router.ts";
import { created, ok, route } from "./router.ts";
import type { DocRow, ParentKind, Visibility } from "./rows-docs-chat.ts";
import { cursorPage, workspaceV3 } from "./v3.ts";

const DOCS = "/v3/workspaces/{workspace_id}/docs";
const LEAST_PER_PAGE = 10;

const PARENT_KINDS: Readonly<Record<string, ParentKind>> = {
  4: 4,
  5: 5,
  6: 6,
  7: 7,
  12: 12,
  SPACE: 4,
  FOLDER: 5,
  LIST: 6,
  EVERYTHING: 7,
  WORKSPACE: 12,
};
const VISIBILITIES: readonly Visibility[] = ["PUBLIC", "PRIVATE", "PERSONAL", "HIDDEN"];

export const docRoutes: Route[] = [
  route(
    `GET ${DOCS}`,
    // No `next_cursor`: it is deprecated.
    {
      query: [
        "id",
        "creator",
        "deleted",
        "archived",
        "parent_id",
        "parent_type",
        "limit",
        "cursor",
      ],
    },
    (call) => {
      const page = cursorPage(call, search(call), LEAST_PER_PAGE);
      return ok({
        docs: page.rows.map(docWire),
        ...(page.next === null ? {} : { next_cursor: page.next }),
      });
    },
  ),

  route(
    `POST ${DOCS}`,
    { body: { name: "text", parent: "object", visibility: "any", create_page: "boolean" } },
    (call) => {
      const doc: DocRow = {
        id: newV3Id(call.state),
        workspaceId: workspaceV3(call).id,
        name: textIn(call.body, "name") ?? "",
        wiki: false,
        parent: parentIn(call),
        visibility: visibilityIn(call),
        sharedWithIds: [],
        creatorId: call.user.id,
        createdMs: call.nowMs,
        updatedMs: call.nowMs,
        archived: false,
        deleted: false,
      };
      call.state.docs[doc.id] = doc;
      // A new Doc has one empty page already, unless told otherwise.
      if (flagIn(call.body, "create_page") ?? true) addPage(call, doc, null);
      return created({ ...docWire(doc), page_defaults: PAGE_DEFAULTS });
    },
  ),

  route(`GET ${DOCS}/{doc_id}`, {}, (call) =>
    ok({ ...docWire(docIn(call)), page_defaults: PAGE_DEFAULTS }),
  ),
];

function search(call: Call): DocRow[] {
  const { query } = call;
  const workspace = workspaceV3(call);
  const kind = query.text("parent_type");
  const type = kind === undefined ? undefined : (PARENT_KINDS[kind] ?? refuse("V3_400"));
  const parentId = query.text("parent_id");
  const creator = query.integer("creator");
  const id = query.text("id");
  const deleted = query.flag("deleted");
  const archived = query.flag("archived");
  return Object.values(call.state.docs)
    .filter(
      (doc) =>
        doc.workspaceId === workspace.id &&
        doc.deleted === deleted &&
        doc.archived === archived &&
        (id === undefined || doc.id === id) &&
        (creator === undefined || doc.creatorId === creator) &&
        (parentId === undefined || doc.parent.id === parentId) &&
        (type === undefined || doc.parent.type === type) &&
        seesDoc(call, doc),
    )
    .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? -1 : 1));
}

function parentIn(call: Call): DocRow["parent"] {
  const parent = objectIn(call.body, "parent");
  if (parent === undefined) return { id: call.path("workspace_id"), type: 12 };
  const { id, type, ...rest } = parent;
  for (const key of Object.keys(rest)) refuse("SANDBOX_001", `parent.${key}`);
  if (typeof id !== "string" || typeof type !== "number") {
    return refuse("SANDBOX_001", "parent must be {id: text, type: number}");
  }
  switch (type) {
    case 1:
      return { id: taskIn(call, id).id, type };
    case 4:
      return { id: spaceIn(call, id).id, type };
    case 5:
      return { id: folderIn(call, id).id, type };
    case 6:
      return { id: listIn(call, id).id, type };
    case 7:
    case 12:
      return id === call.path("workspace_id") ? { id, type } : refuse("V3_400", "parent");
    default:
      return refuse("V3_400", "parent");
  }
}

function visibilityIn(call: Call): Visibility {
  const wanted = call.body.visibility;
  if (wanted === undefined) return "PUBLIC";
  const found =
    typeof wanted === "number"
      ? VISIBILITIES[wanted - 1]
      : VISIBILITIES.find((name) => name === wanted);
  return found ?? refuse("V3_400", "visibility");
}
