/** What one state of the sandbox holds that another did not: by collection, the keys or the rows. */
export function leftBehind(before: object, after: object): Record<string, string[]> {
  const old = new Map(
    Object.entries(before).map(([name, value]) => [name, new Set(keysOf(value))]),
  );
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, value]) => {
      const more = keysOf(value).filter((key) => old.get(name)?.has(key) !== true);
      return more.length === 0 ? [] : [[name, more]];
    }),
  );
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((row) => JSON.stringify(row));
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
