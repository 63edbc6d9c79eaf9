/**
 * `npm run generate` writes the pages below from the code and the lockfile. With `--check` it
 * writes nothing and fails when one of them, or the generated Env types, is not up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "../src/domain/json.ts";
import { listedTools, TOOLS } from "../src/tools/catalogue.ts";
import type { AnyTool, ListedTool } from "../src/tools/define-tool.ts";
import { explain, FAILURE_EXAMPLES } from "../src/tools/explain.ts";
import { costPage } from "./cost.ts";
import { licensesPage } from "./licenses.ts";

const DOCS = join(import.meta.dirname, "..", "docs");
const GENERATED = "<!-- Written by `npm run generate`; change the code instead. -->";

const pages: Record<string, string> = {
  "tools.md": toolsPage(),
  "errors.md": errorsPage(),
  "licenses.md": licensesPage(),
  "cost.md": costPage(GENERATED),
};

const stale = Object.entries(pages).filter(([name, text]) => readPage(name) !== text);
if (process.argv.includes("--check")) {
  for (const [name] of stale) console.error(`docs/${name} is not up to date: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of stale) {
    writeFileSync(join(DOCS, name), text);
    console.log(`wrote docs/${name}`);
  }
}

function readPage(name: string): string {
  try {
    return readFileSync(join(DOCS, name), "utf8");
  } catch {
    return "";
  }
}

function toolsPage(): string {
  const index = TOOLS.map(
    (tool) =>
      `| [\`${tool.name}\`](#${tool.name}) | ${tool.title} | ${tool.tier} | ${hints(tool)} |`,
  );
  return [
    "# Tools",
    GENERATED,
    "Every tool, as clients see it. References are ids, ClickUp URLs, custom ids, exact names or paths such as `Space / Folder / List`. Dates are ISO 8601 or words in the user's time zone.",
    ["| tool | | tier | hints |", "|---|---|---|---|", ...index].join("\n"),
    ...TOOLS.map(toolSection),
  ]
    .join("\n\n")
    .concat("\n");
}

function toolSection(tool: AnyTool): string {
  const listed = listedTools().get(tool.name);
  if (listed === undefined) throw new Error(`${tool.name} is not listed`);
  return [
    `## ${tool.name}`,
    `**${tool.title}.** ${tool.description}`,
    `Tier ${tool.tier} · toolset \`${tool.toolset}\` · scope \`${tool.scope}\` · ${hints(tool)}`,
    propertyTable("parameter", listed.inputSchema),
    propertyTable("result", listed.outputSchema),
  ].join("\n\n");
}

function hints({ annotations }: Pick<ListedTool, "annotations">): string {
  if (annotations.readOnlyHint) return "reads only";
  const what = annotations.destructiveHint ? "can remove" : "writes";
  return annotations.idempotentHint ? `${what}, safe to repeat` : what;
}

function propertyTable(heading: string, schema: JsonObject): string {
  const required = schema.required;
  const rows = Object.entries(objectOf(schema.properties)).map(([name, value]) => {
    const property = objectOf(value);
    const must = Array.isArray(required) && required.includes(name) && heading === "parameter";
    const description = cell(property.description ?? "");
    return `| \`${name}\`${must ? " (required)" : ""} | ${typeOf(property)} | ${description} |`;
  });
  return [`| ${heading} | type | |`, "|---|---|---|", ...rows].join("\n");
}

function typeOf(property: JsonObject): string {
  const values = property.enum;
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(", ");
  const type = String(property.type ?? "any");
  return type === "array" ? `list of ${typeOf(objectOf(property.items))}` : type;
}

function errorsPage(): string {
  const sections = Object.values(FAILURE_EXAMPLES).map((failure) => {
    const { code, text } = explain(failure);
    return `## ${code}\n\n> ${text.replaceAll("\n", "\n> ")}`;
  });
  return [
    "# Errors of tools",
    GENERATED,
    "A tool that fails answers with `isError: true`, a text for the model, and `_meta.error` = `{code, retry_after_seconds?, …}`. The codes are stable; the texts below are examples.",
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function cell(value: JsonValue): string {
  return String(value).replaceAll("|", "\\|").replaceAll("\n", " ");
}
