import * as z from "zod";
import type { JsonObject } from "../../domain/json.ts";
import { CREATES, defineTool } from "../define-tool.ts";
import { plainName } from "../directory/plain-name.ts";
import { Reference, Title, Workspace } from "../fields.ts";
import { foldName } from "../fold-name.ts";
import { invalidInput } from "../invalid-input.ts";
import { needsUndocumented } from "../needs-undocumented.ts";

const NAME = "clickup_custom_field_create";
const MAX_OPTIONS = 200;
const DEFAULT_CURRENCY = "USD";

/** The types that need no settings beyond options or a currency. */
const TYPES = [
  "text",
  "short_text",
  "number",
  "currency",
  "date",
  "drop_down",
  "labels",
  "checkbox",
  "url",
  "email",
  "phone",
  "users",
  "emoji",
  "location",
] as const;

const RATING = { count: 5, code_point: "2b50" };

export const customFieldCreate = defineTool({
  name: NAME,
  title: "Create a Custom Field",
  description:
    "Creates a Custom Field on a List. Experimental: ClickUp does not document it, and a field cannot be changed or " +
    "deleted from here. Existing ones: clickup_custom_field_get.",
  toolset: "structure_admin",
  tier: "premium",
  listedByDefault: false,
  annotations: CREATES,
  input: z.object({
    list: Reference,
    name: Title,
    type: z.enum(TYPES),
    options: z.array(Title).max(MAX_OPTIONS).optional().describe("Of drop_down and labels."),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/)
      .optional()
      .describe("As in EUR."),
    allow_duplicate: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    type: z.string(),
    options: z.array(z.string()).optional(),
  }),
  missing: { what: "List", findWith: "clickup_workspace_hierarchy" },
  handler: async (asked, context) => {
    needsUndocumented(context, "field_create", NAME);
    const { clickup, directory } = context;
    const { name, type, options = [], workspace } = asked;
    const config = configFor(type, options, asked.currency);
    const lookup = { purpose: "write", workspace, argument: "list" } as const;
    const place = await directory.list(asked.list, lookup);
    const taken = (await directory.fields(place.id)).find(
      (field) => foldName(plainName(field.name)) === foldName(plainName(name)),
    );
    if (taken !== undefined && asked.allow_duplicate !== true) {
      throw invalidInput(
        "name",
        `This List has a Custom Field "${plainName(taken.name)}" (${taken.type}, id ${taken.id}) already. Use that one, or give "allow_duplicate".`,
      );
    }
    const made = await clickup.fields.create(place.id, {
      name,
      type,
      ...(config !== undefined && { type_config: config }),
    });
    directory.note({ changed: "fields", listId: place.id });
    return {
      id: made.id,
      name: plainName(made.name) || name,
      type: made.type || type,
      ...(options.length > 0 && { options }),
    };
  },
});

function configFor(
  type: (typeof TYPES)[number],
  options: readonly string[],
  currency: string | undefined,
): JsonObject | undefined {
  const takesOptions = type === "drop_down" || type === "labels";
  if (takesOptions && options.length === 0) {
    throw invalidInput("options", `A field of type ${type} needs "options".`);
  }
  if (!takesOptions && options.length > 0) {
    throw invalidInput("options", `A field of type ${type} has no options.`);
  }
  if (currency !== undefined && type !== "currency") {
    throw invalidInput("currency", `A field of type ${type} has no currency.`);
  }
  switch (type) {
    case "drop_down":
      return { options: options.map((name, orderindex) => ({ name, orderindex })) };
    case "labels":
      // Under another key than a drop-down's (FIELD_146 otherwise).
      return { options: options.map((label, orderindex) => ({ label, orderindex })) };
    case "currency":
      return { currency_type: (currency ?? DEFAULT_CURRENCY).toUpperCase(), precision: 2 };
    case "emoji":
      return RATING;
    default:
      return undefined;
  }
}
