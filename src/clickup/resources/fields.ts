import * as z from "zod";
import type { JsonObject, JsonValue } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Anything, Id, Name, OptionalFlag, OptionalId, OptionalNumber, rows } from "../wire.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

/** A Custom Field's definition, and on a task its value too. Options travel in `type_config`. */
export const Field = z.object({
  id: Id,
  name: Name,
  type: Name,
  type_config: Anything,
  required: OptionalFlag,
  /** No key when nothing is set. Its shape depends on the type. */
  value: Anything,
});
export type Field = z.output<typeof Field>;

const FieldDefinition = Field.extend({
  /** Task types (object_type 19) that the field is for; no key when it is for all. */
  applied_objects: rows(z.object({ object_type: OptionalNumber, object_id: OptionalId })),
});
export type FieldDefinition = z.output<typeof FieldDefinition>;

export interface FieldValue {
  value: JsonValue;
  /** For dates: show a clock time. */
  value_options?: { time: boolean };
}

const Nothing = z.unknown();

const Fields = z.object({ fields: rows(Field) });

/** Where definitions are read. All but the List tell only their own level and the Workspace's. */
export interface FieldPlace {
  kind: "list" | "folder" | "space" | "workspace";
  id: string;
}

export function fields(send: Send) {
  return {
    /** With the task types that each is for. */
    definitions: async ({ kind, id }: FieldPlace): Promise<FieldDefinition[]> => {
      const answer = await send.get(
        kind === "list"
          ? path`/v2/list/${id}/field`
          : kind === "folder"
            ? path`/v2/folder/${id}/field`
            : kind === "space"
              ? path`/v2/space/${id}/field`
              : path`/v2/team/${id}/field`,
        z.object({ fields: rows(FieldDefinition) }),
        { what: WHAT[kind], query: { include_applied_objects: true } },
      );
      return answer.fields;
    },
    /** The List's own definitions and all it inherits. */
    ofList: async (listId: string): Promise<Field[]> => {
      const answer = await send.get(path`/v2/list/${listId}/field`, Fields, { what: "List" });
      return answer.fields;
    },
    /** Undocumented ("field_create"). */
    create: async (
      listId: string,
      field: { name: string; type: string; type_config?: JsonObject },
    ): Promise<Field> => {
      const answer = await send.write(
        "POST",
        path`/v2/list/${listId}/field`,
        z.union([z.object({ field: Field }), Field.transform((made) => ({ field: made }))]),
        { what: "List", body: field },
      );
      return answer.field;
    },
    /**
     * Each call is one of the Free plan's 60 lifetime uses. A field's id comes from its definition, so
     * what is missing is the task.
     */
    set: async (task: TaskKey, fieldId: string, value: FieldValue): Promise<void> => {
      await send.write("POST", fieldPath(task, fieldId), Nothing, {
        what: "Task",
        query: customIdQuery(task),
        body: { ...value },
      });
    },
    clear: async (task: TaskKey, fieldId: string): Promise<void> => {
      await send.write("DELETE", fieldPath(task, fieldId), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
  };
}

const WHAT = { list: "List", folder: "Folder", space: "Space", workspace: "Workspace" } as const;

function fieldPath(task: TaskKey, fieldId: string) {
  return taskPath(task, path`/field/${fieldId}`);
}
