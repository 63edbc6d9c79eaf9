// Pages of a Doc (v3). None can be deleted or moved.
import { textIn } from "./body.ts";
import { docIn } from "./doc-access.ts";
import { pageRef, pageWire } from "./doc-wire.ts";
import { refuse } from "./errors.ts";
import { newV3Id } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { BodyKind, Call, Route } from "./router.ts";
import { created, emptyBody, ok, route } from "./router.ts";
import type { DocPageRow, DocRow } from "./rows-docs-chat.ts";
import { refuseOtherFormat } from "./v3.ts";

const DOCS = "/v3/workspaces/{workspace_id}/docs";

const PAGE_BODY = {
  name: "text",
  sub_title: "text",
  content: "text",
  content_format: "text",
} as const satisfies Record<string, BodyKind>;

export const docPageRoutes: Route[] = [
  route(`GET ${DOCS}/{doc_id}/page_listing`, { query: ["max_page_depth"] }, (call) => {
    const doc = docIn(call);
    return ok(tree(call, doc, null, depthIn(call), (page) => pageRef(doc, page)));
  }),

  route(`GET ${DOCS}/{doc_id}/pages`, { query: ["max_page_depth", "content_format"] }, (call) => {
    const doc = docIn(call);
    const format = call.query.text("content_format");
    return ok(tree(call, doc, null, depthIn(call), (page) => pageWire(doc, page, format)));
  }),

  route(
    `POST ${DOCS}/{doc_id}/pages`,
    { body: { ...PAGE_BODY, parent_page_id: "text" } },
    (call) => {
      const doc = docIn(call);
      refuseOtherFormat(textIn(call.body, "content_format"));
      const parentId = textIn(call.body, "parent_page_id");
      const page = addPage(call, doc, parentId === undefined ? null : pageOf(call, doc, parentId));
      page.name = textIn(call.body, "name") ?? "";
      page.subTitle = textIn(call.body, "sub_title") ?? null;
      page.content = normal(textIn(call.body, "content") ?? "");
      doc.updatedMs = call.nowMs;
      return created(pageWire(doc, page, undefined));
    },
  ),

  route(`GET ${DOCS}/{doc_id}/pages/{page_id}`, { query: ["content_format"] }, (call) => {
    const doc = docIn(call);
    const page = pageOf(call, doc, call.path("page_id"));
    return ok(pageWire(doc, page, call.query.text("content_format")));
  }),

  route(
    `PUT ${DOCS}/{doc_id}/pages/{page_id}`,
    { body: { ...PAGE_BODY, content_edit_mode: "text" } },
    (call) => {
      const doc = docIn(call);
      const page = pageOf(call, doc, call.path("page_id"));
      refuseOtherFormat(textIn(call.body, "content_format"));
      page.content = edited(call, page.content);
      // An empty name is a name: a client that fills in the schema's defaults wipes it.
      page.name = textIn(call.body, "name") ?? page.name;
      page.subTitle = textIn(call.body, "sub_title") ?? page.subTitle;
      page.editedMs = call.nowMs;
      page.editedById = call.user.id;
      doc.updatedMs = call.nowMs;
      return emptyBody();
    },
  ),
];

function pageOf(call: Call, doc: DocRow, id: string): DocPageRow {
  const page = call.state.docPages[id];
  return page?.docId === doc.id ? page : refuse("V3_404", "Page");
}

export function addPage(call: Call, doc: DocRow, parent: DocPageRow | null): DocPageRow {
  const page: DocPageRow = {
    id: newV3Id(call.state),
    docId: doc.id,
    parentPageId: parent?.id ?? null,
    name: "",
    subTitle: null,
    content: "",
    creatorId: call.user.id,
    createdMs: call.nowMs,
    editedMs: call.nowMs,
    editedById: call.user.id,
    archived: false,
  };
  call.state.docPages[page.id] = page;
  return page;
}

function edited(call: Call, before: string): string {
  const text = textIn(call.body, "content");
  const mode = textIn(call.body, "content_edit_mode") ?? "replace";
  if (mode !== "replace" && mode !== "append" && mode !== "prepend") {
    return refuse("V3_400", "content_edit_mode");
  }
  if (text === undefined) return before;
  const given = normal(text);
  // "" empties the page. Adding puts a block break between.
  if (mode === "replace") return given;
  const parts = mode === "append" ? [before, given] : [given, before];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Markdown goes through ClickUp's own model: line ends, bullets and rules come back in its form. */
function normal(markdown: string): string {
  return markdown
    .replaceAll("\r\n", "\n")
    .replace(/^(\s*)[+-] (?!\[)/gm, "$1* ")
    .replace(/^(-{3,}|_{3,})$/gm, "* * *")
    .replace(/\s+$/, "");
}

/** -1: no limit; 0: the pages at the top alone. */
function depthIn(call: Call): number {
  const depth = call.query.integer("max_page_depth") ?? -1;
  return depth < -1 ? refuse("V3_400", "max_page_depth") : depth;
}

function tree(
  call: Call,
  doc: DocRow,
  parentId: string | null,
  depth: number,
  toWire: (page: DocPageRow) => JsonObject,
): JsonObject[] {
  return Object.values(call.state.docPages)
    .filter((page) => page.docId === doc.id && page.parentPageId === parentId && !page.archived)
    .map((page) => {
      const below = depth === 0 ? [] : tree(call, doc, page.id, depth - 1, toWire);
      return below.length === 0 ? toWire(page) : { ...toWire(page), pages: below };
    });
}
