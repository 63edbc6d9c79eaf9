/** A Custom Field's value of one task as another takes it: they are read and written in different shapes. */
import type { Field, FieldValue } from "../../clickup/client.ts";
import { EpochMs } from "../../clickup/wire.ts";
import { configOf } from "./config.ts";
import { idsIn } from "./set-change.ts";
import { personOnWire } from "./write-value.ts";

/** Undefined where there is none; "kept" where only ClickUp can make it. */
export function copyOfValue(field: Field): FieldValue | "cannot" | undefined {
  const { value, type } = field;
  if (value === undefined || value === null || value === "") return undefined;
  switch (type) {
    case "text":
    case "short_text":
    case "url":
    case "email":
    case "phone":
      return typeof value === "string" ? { value } : "cannot";
    case "number":
    case "currency":
    case "emoji":
      return numeric(value);
    case "date": {
      const ms = EpochMs.parse(value);
      return ms === undefined ? "cannot" : { value: ms };
    }
    case "checkbox":
      return { value: value === true || value === "true" || value === 1 || value === "1" };
    case "drop_down": {
      const { options } = configOf(field);
      const place = Number(value);
      const option =
        options.find(({ id }) => id === value) ??
        options.find(({ orderindex }) => orderindex === place);
      return option === undefined ? "cannot" : { value: option.id };
    }
    case "labels":
      return emptyOr(idsIn(value), (ids) => ids);
    case "users":
      return emptyOr(idsIn(value), (ids) => ({ add: ids.map((id) => personOnWire({ id })) }));
    case "tasks":
    case "list_relationship":
      return emptyOr(idsIn(value), (ids) => ({ add: ids }));
    case "manual_progress": {
      const current = Number(part(value, "current"));
      return Number.isFinite(current) ? { value: { current } } : undefined;
    }
    case "location": {
      const point = part(value, "location");
      const [lat, lng] = [Number(part(point, "lat")), Number(part(point, "lng"))];
      const address = part(value, "formatted_address");
      if (!Number.isFinite(lat) || !Number.isFinite(lng) || typeof address !== "string") {
        return "cannot";
      }
      return { value: { location: { lat, lng }, formatted_address: address } };
    }
    case "button":
    case "formula":
    case "rollup":
    case "automatic_progress":
      return undefined; // computed again, or nothing to keep
    default:
      return "cannot";
  }
}

function numeric(value: unknown): FieldValue | undefined {
  const number = Number(value);
  return Number.isFinite(number) ? { value: number } : undefined;
}

function emptyOr(
  ids: string[],
  toValue: (ids: string[]) => FieldValue["value"],
): FieldValue | undefined {
  return ids.length === 0 ? undefined : { value: toValue(ids) };
}

function part(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
