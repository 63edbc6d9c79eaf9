import * as z from "zod";
import { path } from "../path.ts";
import type { Send } from "../send.ts";
import { customIdQuery, type TaskKey, taskPath } from "./task-key.ts";

const Nothing = z.unknown();

/** The other task always by its own id: custom ids are not accepted there. */
export function relations(send: Send) {
  return {
    /** Exactly one of the two: this task waits on the other, or blocks it. */
    addDependency: async (
      task: TaskKey,
      other: { depends_on: string } | { dependency_of: string },
    ): Promise<void> => {
      await send.write("POST", taskPath(task, path`/dependency`), Nothing, {
        what: "Task",
        query: customIdQuery(task),
        body: other,
      });
    },
    removeDependency: async (
      task: TaskKey,
      other: { depends_on: string } | { dependency_of: string },
    ): Promise<void> => {
      await send.write("DELETE", taskPath(task, path`/dependency`), Nothing, {
        what: "Task",
        query: { ...customIdQuery(task), ...other },
      });
    },
    unlink: async (task: TaskKey, otherId: string): Promise<void> => {
      await send.write("DELETE", taskPath(task, path`/link/${otherId}`), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
    link: async (task: TaskKey, otherId: string): Promise<void> => {
      await send.write("POST", taskPath(task, path`/link/${otherId}`), Nothing, {
        what: "Task",
        query: customIdQuery(task),
      });
    },
  };
}
