import { z } from "zod";
import type { JsonValue } from "../../domain/json.ts";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { Anything, Id, Name, OptionalFlag, rows } from "../wire.ts";
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

export interface FieldValue {
  value: JsonValue;
  /** For dates: show a clock time. */
  value_options?: { time: boolean };
}

const Nothing = z.unknown();

export function fields(send: Send) {
  return {
    /** The List's own definitions and all it inherits. */
    ofList: async (listId: string): Promise<Field[]> => {
      const answer = await send.get(
        path`/v2/list/${listId}/field`,
        z.object({ fields: rows(Field) }),
        { what: "List" },
      );
      return answer.fields;
    },
    /** Each call is one of the Free plan's 60 lifetime uses. */
    set: async (task: TaskKey, fieldId: string, value: FieldValue): Promise<void> => {
      await send.write("POST", fieldPath(task, fieldId), Nothing, {
        what: "Custom Field",
        query: customIdQuery(task),
        body: { ...value },
      });
    },
    clear: async (task: TaskKey, fieldId: string): Promise<void> => {
      await send.write("DELETE", fieldPath(task, fieldId), Nothing, {
        what: "Custom Field",
        query: customIdQuery(task),
      });
    },
  };
}

function fieldPath(task: TaskKey, fieldId: string) {
  return taskPath(task, path`/field/${fieldId}`);
}
