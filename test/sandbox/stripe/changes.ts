// Changes of an object that tell the webhook what was there before, as `previous_attributes`.
import type { JsonObject } from "../clickup/json.ts";
import type { World } from "./router.ts";
import { toJson } from "./state.ts";

/** Changes the object in place and emits `<type>` when something differs. */
export function change<T extends object>(
  world: World,
  type: string,
  object: T,
  to: Partial<T>,
): void {
  const before = toJson(object);
  Object.assign(object, to);
  const after = toJson(object);
  const previous: JsonObject = {};
  for (const name of Object.keys(after)) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) {
      previous[name] = before[name] ?? null;
    }
  }
  if (Object.keys(previous).length > 0) world.emit(type, object, previous);
}
