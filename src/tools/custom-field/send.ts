/** Sends one Custom Field's value to a task. */
import type { ClickUp, Field, TaskKey } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import type { JsonValue } from "../../domain/json.ts";
import { idsIn } from "./set-change.ts";
import { type FieldWrite, personOnWire } from "./write-value.ts";

/** The field as it is on the task takes part: only what is there can be taken out of a set. */
export async function sendField(
  clickup: ClickUp,
  task: TaskKey,
  write: FieldWrite,
  current: Field | undefined,
): Promise<void> {
  if ("clear" in write) {
    await clickup.fields.clear(task, write.field.id);
    return;
  }
  const { field, value } = write;
  try {
    await clickup.fields.set(task, field.id, { ...value, value: wholeValue(write, current) });
  } catch (error) {
    // ClickUp does not document what a checkbox takes: a boolean first, then text, which one client needs.
    const refused = error instanceof ClickUpError && error.refusal === "rejected";
    if (!refused || field.type !== "checkbox") throw error;
    await clickup.fields.set(task, field.id, { value: String(value.value) });
  }
}

function wholeValue(
  write: Exclude<FieldWrite, { clear: true }>,
  current: Field | undefined,
): JsonValue {
  const { value, wholeSet, field } = write;
  if (wholeSet === undefined) return value.value;
  const toWire = field.type === "users" ? personOnWire : ({ id }: { id: string }) => id;
  const there = idsIn(current?.value);
  return {
    add: wholeSet.filter((id) => !there.includes(id)).map((id) => toWire({ id })),
    rem: there.filter((id) => !wholeSet.includes(id)).map((id) => toWire({ id })),
  };
}
