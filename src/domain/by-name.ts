/**
 * An empty record whose keys are names from outside. Without a prototype: "constructor" is a good name
 * of a status, and has no value here before it was given one.
 */
export function byName<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
