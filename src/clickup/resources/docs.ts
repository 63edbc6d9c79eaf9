import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import {
  Body,
  EpochMs,
  Id,
  maybe,
  Name,
  OptionalFlag,
  OptionalId,
  OptionalName,
  OptionalNumber,
  readRows,
  rows,
} from "../wire.ts";

const Doc = z.object({
  id: Id,
  name: Name,
  /** type: 4 Space, 5 Folder, 6 List, 7 Everything, 12 Workspace; others for Docs on tasks. */
  parent: maybe(z.object({ id: Id, type: OptionalNumber })),
  public: OptionalFlag,
  archived: OptionalFlag,
  deleted: OptionalFlag,
  creator: OptionalId,
  date_created: EpochMs,
  date_updated: EpochMs,
});
export type Doc = z.output<typeof Doc>;

const PageRefBase = z.object({ id: Id, name: Name, parent_page_id: OptionalId });
export interface DocPageRef extends z.output<typeof PageRefBase> {
  pages: DocPageRef[];
}
const DocPageRef: z.ZodType<DocPageRef> = PageRefBase.extend({
  pages: z.transform((value): DocPageRef[] => readRows(DocPageRef, value)),
});

const PageBase = PageRefBase.extend({
  sub_title: OptionalName,
  content: Body,
  date_created: EpochMs,
  date_updated: EpochMs,
  date_edited: EpochMs,
  archived: OptionalFlag,
  protected: OptionalFlag,
});
export interface DocPage extends z.output<typeof PageBase> {
  pages: DocPage[];
}
const DocPage: z.ZodType<DocPage> = PageBase.extend({
  pages: z.transform((value): DocPage[] => readRows(DocPage, value)),
});

const Docs = z.object({ docs: rows(Doc), next_cursor: OptionalName });

export interface DocFilter {
  parent_id?: string;
  parent_type?: string;
  /** User id; a number in this one place. */
  creator?: number;
  archived?: boolean;
}

export interface NewDoc {
  name: string;
  parent: { id: string; type: number };
  visibility?: "PUBLIC" | "PRIVATE" | "PERSONAL" | "HIDDEN";
  /** ClickUp adds an empty page unless this is false. */
  create_page?: boolean;
}

export interface NewDocPage {
  name: string;
  parent_page_id?: string;
  sub_title?: string;
  content?: string;
}

/** What is left out stays; an empty `content` would empty the page. */
export interface DocPageChange {
  name?: string;
  sub_title?: string;
  content?: string;
  content_edit_mode?: "replace" | "append" | "prepend";
}

export type ContentFormat = "text/md" | "text/plain";

const MAX_PAGE_ROWS = 100; // the most that the search of Docs takes

export function docs(send: Send) {
  return {
    /** One page of 100. There is no text search. */
    search: (workspaceId: string, filter: DocFilter, cursor?: string) =>
      send.get(path`/v3/workspaces/${workspaceId}/docs`, Docs, {
        what: "Workspace",
        query: { ...filter, limit: MAX_PAGE_ROWS, cursor },
      }),
    get: (workspaceId: string, docId: string): Promise<Doc> =>
      send.get(path`/v3/workspaces/${workspaceId}/docs/${docId}`, Doc, { what: "Doc" }),
    create: (workspaceId: string, doc: NewDoc): Promise<Doc> =>
      send.write("POST", path`/v3/workspaces/${workspaceId}/docs`, Doc, {
        what: "place",
        body: { ...doc },
      }),
    /** The tree of pages without their text. */
    pageListing: (workspaceId: string, docId: string): Promise<DocPageRef[]> =>
      send.get(path`/v3/workspaces/${workspaceId}/docs/${docId}/page_listing`, rows(DocPageRef), {
        what: "Doc",
        query: { max_page_depth: -1 },
      }),
    /** The tree of pages with all their text. */
    pages: (workspaceId: string, docId: string, format: ContentFormat = "text/md") =>
      send.get(path`/v3/workspaces/${workspaceId}/docs/${docId}/pages`, rows(DocPage), {
        what: "Doc",
        query: { max_page_depth: -1, content_format: format },
      }),
    page: (
      workspaceId: string,
      docId: string,
      pageId: string,
      format: ContentFormat = "text/md",
    ): Promise<DocPage> =>
      send.get(path`/v3/workspaces/${workspaceId}/docs/${docId}/pages/${pageId}`, DocPage, {
        what: "page",
        query: { content_format: format },
      }),
    createPage: (workspaceId: string, docId: string, page: NewDocPage): Promise<DocPage> =>
      send.write("POST", path`/v3/workspaces/${workspaceId}/docs/${docId}/pages`, DocPage, {
        what: "Doc",
        body: { ...page, content_format: "text/md" },
      }),
    /** ClickUp may answer with nothing. */
    editPage: async (
      workspaceId: string,
      docId: string,
      pageId: string,
      change: DocPageChange,
    ): Promise<void> => {
      await send.write(
        "PUT",
        path`/v3/workspaces/${workspaceId}/docs/${docId}/pages/${pageId}`,
        z.unknown(),
        {
          what: "page",
          body: { ...change, ...(change.content !== undefined && { content_format: "text/md" }) },
        },
      );
    },
  };
}
