/**
 * ClickUp's answers told otherwise: first in ways that mean the same, then in ways that take something away
 * or put something strange in its place. Its documents and its servers differ in all of them.
 */
import { seededRandom } from "../sandbox/clickup/random.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Names under which answers hold ids and numbers; as a name or a text, digits are somebody's words. */
const ID = /(?:^|_)ids?$/;
const NUMBER = /^(?:orderindex|task_count|points|by_minute|total_time_estimate|steps_\w+)$/;
const SAFE_DIGITS = /^[1-9]\d{0,14}$/;
const FURTHER = { new_feature: { beta: true, ids: [1, "2"] }, new_flag: null };
/** Deeper there are settings, which go back to ClickUp as they came. */
const FURTHER_TO_DEPTH = 4;

/** The same facts: ids as numbers, numbers as text, what is empty left out, fields of tomorrow. */
export function sameFacts(value: Json, further: boolean, name = "", depth = 0): Json {
  if (Array.isArray(value)) return value.map((one) => sameFacts(one, further, name, depth));
  if (typeof value === "object" && value !== null) {
    const told = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      const isEmpty = inner === null || (depth > 0 && Array.isArray(inner) && inner.length === 0);
      return isEmpty ? [] : [[key, sameFacts(inner, further, key, depth + 1)]];
    });
    const more = further && depth < FURTHER_TO_DEPTH ? FURTHER : {};
    return { ...Object.fromEntries(told), ...more };
  }
  if (ID.test(name) && typeof value === "string" && SAFE_DIGITS.test(value)) return Number(value);
  if (NUMBER.test(name) && typeof value === "number") return String(value);
  return value;
}

/** What becomes of a field: by its name the same in the whole call, as of an API that never tells it. */
const FATES = ["gone", "null", "empty", "object", "list", "unknown word", "gone at times"] as const;
type Fate = (typeof FATES)[number];
const SHARE = 0.12;

export interface Damage {
  fate: Fate;
  seed: number;
}

export function damageOf(seed: number): Damage {
  return { seed, fate: FATES[seed % FATES.length] ?? "gone" };
}

/** `id` and what stands at the top stay: without them there is no answer at all. */
export function damaged(value: Json, damage: Damage, depth = 0): Json {
  if (Array.isArray(value)) return value.map((one) => damaged(one, damage, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const told = Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
    if (depth === 0 || name === "id" || !isHit(name, inner, damage)) {
      return [[name, damaged(inner, damage, depth + 1)]];
    }
    const instead = inPlaceOf(inner, damage.fate);
    return instead === undefined ? [] : [[name, instead]];
  });
  return Object.fromEntries(told);
}

function inPlaceOf(value: Json, fate: Fate): Json | undefined {
  switch (fate) {
    case "gone":
    case "gone at times":
      return undefined;
    case "null":
      return null;
    case "empty":
      return "";
    case "object":
      return {};
    case "list":
      return [];
    case "unknown word":
      return typeof value === "string" ? "something_new" : value;
  }
}

function isHit(name: string, value: Json, { seed, fate }: Damage): boolean {
  if (seededRandom(seed ^ hash(name)).next() >= SHARE) return false;
  if (fate !== "gone at times") return true;
  return seededRandom(seed ^ hash(JSON.stringify(value))).next() < 0.5;
}

function hash(text: string): number {
  let sum = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619);
  }
  return sum >>> 0;
}

/** Only successes that are JSON; without the headers of the budget, which no document promises. */
export function retelling(tell: (value: Json) => Json) {
  return async (_request: Request, answer: Response): Promise<Response> => {
    const text = await answer.text();
    if (answer.status >= 300 || text === "" || !/^[[{]/.test(text)) {
      return new Response(text === "" ? null : text, answer);
    }
    return Response.json(tell(JSON.parse(text) as Json), { status: answer.status });
  };
}
