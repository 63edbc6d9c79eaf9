// The notation of operations.json: `string|null`, `[type]`, `{name:type, optional?:type, *?:type}`, names of forms.

export type Type =
  | { kind: "word"; word: string }
  | { kind: "list"; of: Type }
  | { kind: "object"; fields: Record<string, Field> }
  | { kind: "any_of"; of: Type[] }
  | { kind: "form"; name: string };

export interface Field {
  optional: boolean;
  type: Type;
}

const WORDS: ReadonlySet<string> = new Set([
  "any",
  "string",
  "number",
  "integer",
  "boolean",
  "null",
]);

export function parseType(text: string): Type {
  const tokens = text.match(/[\w*-]+|[^\s\w]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const expect = (wanted: string): void => {
    const token = next();
    if (token !== wanted) throw new Error(`wanted ${wanted}, found ${token}: ${text}`);
  };

  function alternatives(): Type {
    const of = [one()];
    while (tokens[at] === "|") {
      at += 1;
      of.push(one());
    }
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: "any_of", of };
  }

  function one(): Type {
    const token = next();
    if (token === "[") {
      const of = alternatives();
      expect("]");
      return { kind: "list", of };
    }
    if (token === "{") return { kind: "object", fields: fields() };
    return WORDS.has(token) ? { kind: "word", word: token } : { kind: "form", name: token };
  }

  function fields(): Record<string, Field> {
    const found: Record<string, Field> = {};
    for (let token = next(); token !== "}"; token = next()) {
      if (token === ",") continue;
      const optional = tokens[at] === "?";
      if (optional) at += 1;
      expect(":");
      found[token] = { optional, type: alternatives() };
    }
    return found;
  }

  const type = alternatives();
  if (at !== tokens.length) throw new Error(`${text} goes on after its end`);
  return type;
}

export type Forms = (name: string) => Type;

/** Where a value is not of the type: "tasks[].status: string, but is an object". Further fields are fine. */
export function mismatches(value: unknown, type: Type, forms: Forms, at = ""): string[] {
  const here = at === "" ? "the answer" : at;
  switch (type.kind) {
    case "word":
      return isWord(value, type.word) ? [] : [`${here}: ${type.word}, but is ${kindOf(value)}`];
    case "form":
      return mismatches(value, forms(type.name), forms, at);
    case "list":
      if (!Array.isArray(value)) return [`${here}: a list, but is ${kindOf(value)}`];
      return [...new Set(value.flatMap((one) => mismatches(one, type.of, forms, `${at}[]`)))];
    case "any_of": {
      const tries = type.of.map((one) => mismatches(value, one, forms, at));
      // The nearest of the alternatives tells the most.
      return tries.sort((a, b) => a.length - b.length)[0] ?? [];
    }
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [`${here}: an object, but is ${kindOf(value)}`];
      }
      return objectMismatches(value, type.fields, forms, at);
  }
}

function objectMismatches(
  value: object,
  fields: Record<string, Field>,
  forms: Forms,
  at: string,
): string[] {
  const held = new Map<string, unknown>(Object.entries(value));
  const inside = (name: string) => (at === "" ? name : `${at}.${name}`);
  const others = fields["*"];
  if (others !== undefined) {
    return [...held].flatMap(([name, one]) => mismatches(one, others.type, forms, inside(name)));
  }
  return Object.entries(fields).flatMap(([name, field]) => {
    if (held.has(name)) return mismatches(held.get(name), field.type, forms, inside(name));
    return field.optional ? [] : [`${inside(name)}: missing`];
  });
}

function isWord(value: unknown, word: string): boolean {
  switch (word) {
    case "any":
      return true;
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === word;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : typeof value;
}
