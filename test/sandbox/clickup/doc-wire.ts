import type { JsonObject } from "./json.ts";
import type { DocPageRow, DocRow } from "./rows-docs-chat.ts";
import { inFormat } from "./v3.ts";

export function docWire(doc: DocRow): JsonObject {
  return {
    id: doc.id,
    date_created: doc.createdMs,
    date_updated: doc.updatedMs,
    name: doc.name,
    type: doc.wiki ? 2 : 1,
    parent: { ...doc.parent },
    public: doc.visibility === "PUBLIC",
    workspace_id: Number(doc.workspaceId),
    creator: doc.creatorId,
    deleted: doc.deleted,
    archived: doc.archived,
  };
}

export function pageRef(doc: DocRow, page: DocPageRow): JsonObject {
  return {
    id: page.id,
    doc_id: doc.id,
    ...(page.parentPageId === null ? {} : { parent_page_id: page.parentPageId }),
    workspace_id: Number(doc.workspaceId),
    name: page.name,
  };
}

export function pageWire(doc: DocRow, page: DocPageRow, format: string | undefined): JsonObject {
  return {
    ...pageRef(doc, page),
    ...(page.subTitle === null ? {} : { sub_title: page.subTitle }),
    date_created: page.createdMs,
    date_updated: page.editedMs,
    content: inFormat(page.content, format),
    creator_id: page.creatorId,
    deleted: false,
    date_edited: page.editedMs,
    edited_by: page.editedById,
    archived: page.archived,
    authors: [page.creatorId],
    contributors: [...new Set([page.creatorId, page.editedById])],
    protected: false,
    presentation_details: PAGE_DEFAULTS,
  };
}

export const PAGE_DEFAULTS = {
  font: "Inter",
  font_size: 16,
  line_height: 1.5,
  page_width: 1,
  paragraph_spacing: 1,
  show_author_header: false,
  show_contributor_header: false,
  show_cover_header: true,
  show_date_header: true,
  show_page_outline: true,
  show_sub_pages: true,
  sub_page_size: "medium",
  show_sub_title_header: true,
  show_title_icon_header: true,
  show_relationships: true,
  show_relationships_compact: false,
  show_sub_pages_author: false,
  show_sub_pages_thumbnail: false,
  show_sub_pages_compact: false,
  sub_pages_style: "card",
} as const;
