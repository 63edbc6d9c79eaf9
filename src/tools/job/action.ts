/** The writes that a job can hold, as plain data: they wait in the account's storage until they are sent. */
import type { NewTask, NewView, TaskChange, TaskKey, TaskMove } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { FieldWrite } from "../custom-field/write-value.ts";

/** An id, or the id of what an earlier step of the same job made. */
export type Target = string | { step: number };

export type Action =
  | {
      do: "create_task";
      list: Target;
      task: NewTask;
      parent?: Target;
      /** To see what ClickUp kept of it. */
      check: { fields: FieldWrite[]; type: { id: string; name: string } | undefined };
    }
  | { do: "update_task"; task: TaskKey; change: TaskChange }
  | { do: "delete_task"; task: TaskKey }
  | { do: "move_task"; workspaceId: string; task: string; listId: string; move: TaskMove }
  | { do: "set_field"; task: string; write: FieldWrite; current?: JsonValue }
  /** `check`: tags are off in the Space, and ClickUp says yes all the same. */
  | { do: "add_tag"; task: string; tag: string; check?: true }
  | { do: "remove_tag"; task: string; tag: string }
  | { do: "wait_on"; task: Target; other: Target }
  | { do: "add_checklist"; task: Target; name: string }
  | { do: "add_item"; checklist: Target; name: string }
  | { do: "create_folder"; spaceId: string; name: string }
  | { do: "create_list"; folder: Target; name: string }
  | { do: "create_view"; folder: Target; view: NewView }
  | { do: "create_doc"; workspaceId: string; folder: Target; name: string }
  | { do: "rename_folder"; folderId: string; name: string }
  | { do: "rename_list"; listId: string; name: string };

/** Without the options and settings of the fields, which a waiting step does not need. */
export function slim(writes: readonly FieldWrite[]): FieldWrite[] {
  return writes.map((write) => {
    const { id, name, type } = write.field;
    return { ...write, field: { id, name, type } as FieldWrite["field"] };
  });
}
