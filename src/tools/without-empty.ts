/**
 * True for what cannot be empty. ClickUp's ids never are, and a blank name, which people can give to fields
 * and labels, is a name all the same.
 */
type Stays<Key, Value> = undefined extends Value
  ? false
  : Value extends string
    ? Key extends "name" | "id" | `${string}_id`
      ? true
      : "" extends Value
        ? false
        : true
    : Value extends object
      ? false
      : true;

/** What may have been left out is optional, so that a schema which insists on it does not compile. */
type WithoutEmpty<T> = string extends keyof T
  ? T
  : { [K in keyof T as Stays<K, T[K]> extends true ? K : never]: T[K] } & {
      [K in keyof T as Stays<K, T[K]> extends true ? never : K]?: Exclude<T[K], undefined>;
    };

/** Without what is undefined, empty text, an empty list or an empty object: absence says the same. */
export function withoutEmpty<T extends object>(value: T): WithoutEmpty<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([key, inner]) => {
      if (inner === undefined || (inner === "" && key !== "name")) return false;
      return typeof inner !== "object" || inner === null || Object.keys(inner).length > 0;
    }),
  ) as WithoutEmpty<T>;
}
