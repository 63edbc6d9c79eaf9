/**
 * Zod for the bundle (`alias` in `wrangler.jsonc`): the same, except that a schema is made when it is
 * first looked into. The tools declare thousands, an isolate that starts would make them all, and most
 * requests need a few dozen. `z.string().min(1)` only notes what was asked for; to parse with it, to print
 * it or to read anything off it makes it and what it is made of, once.
 *
 * A mistake in a declaration so shows at its first use and not at the start: the tests of the catalogue
 * make every tool's. The SDKs import Zod by another name and make theirs as they start.
 */
import * as zod from "zod/v4";

export * from "zod/v4";

/** Methods that give another schema and do nothing else, so that they can wait too. */
const BUILDERS: ReadonlySet<PropertyKey> = new Set([
  "array",
  "catch",
  "describe",
  "extend",
  "length",
  "max",
  "min",
  "nullable",
  "nullish",
  "optional",
  "regex",
  "startsWith",
  "transform",
  "trim",
]);

/** Of what stands for a schema, how to get at the schema. */
const made = new WeakMap<object, () => object>();

function standIn(make: () => object): object {
  let schema: object | undefined;
  const get = () => {
    schema ??= make();
    return schema;
  };
  const stand = new Proxy(
    {},
    {
      get(_, key) {
        if (!BUILDERS.has(key)) return Reflect.get(get(), key);
        return (...given: unknown[]) =>
          standIn(() => Reflect.get(get(), key).apply(get(), given.map(withSchemas)));
      },
      has: (_, key) => Reflect.has(get(), key),
      set: (_, key, value) => Reflect.set(get(), key, value),
    },
  );
  made.set(stand, get);
  return stand;
}

/** A constructor of Zod's that waits. */
function late<Build extends (...given: never[]) => object>(build: Build): Build {
  const waiting = (...given: unknown[]) =>
    standIn(() => build(...(given.map(withSchemas) as never[])));
  return waiting as unknown as Build;
}

/** The schemas themselves in an argument, a list or a shape. A shape's getters stay what they are. */
function withSchemas(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const get = made.get(given);
  if (get !== undefined) return get();
  if (Array.isArray(given)) return given.map(withSchemas);
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  const shape = Object.getOwnPropertyDescriptors(given as Record<string, unknown>);
  for (const property of Object.values(shape)) {
    const { get: read, value } = property;
    if (read === undefined) property.value = withSchemas(value);
    else property.get = () => withSchemas(read.call(given));
  }
  return Object.defineProperties({}, shape);
}

export const array = late(zod.array);
export const boolean = late(zod.boolean);
export const int = late(zod.int);
export const json = late(zod.json);
export const looseObject = late(zod.looseObject);
export const number = late(zod.number);
export const object = late(zod.object);
export const record = late(zod.record);
export const string = late(zod.string);
export const transform = late(zod.transform);
export const union = late(zod.union);
export const unknown = late(zod.unknown);
const lateEnum = late(zod.enum);

export { lateEnum as enum };
