/** What a Custom Field's definition says of its values (`type_config`), read tolerantly. */
import * as z from "zod";
import type { Field } from "../../clickup/client.ts";
import { decodeEntities } from "../../clickup/wire.ts";
import { foldName } from "../fold-name.ts";

const Option = z.object({
  id: z.string(),
  /** Drop-downs say `name`, labels say `label`. */
  name: z.string().nullish(),
  label: z.string().nullish(),
  orderindex: z.union([z.number(), z.string()]).nullish(),
});

const Config = z.object({
  options: z.array(Option).nullish().catch(null),
  count: z.coerce.number().nullish().catch(null),
  start: z.coerce.number().nullish().catch(null),
  end: z.coerce.number().nullish().catch(null),
  currency_type: z.string().nullish().catch(null),
});

export interface FieldOption {
  id: string;
  name: string;
  orderindex: number;
}

export interface FieldConfig {
  options: FieldOption[];
  /** Highest rating. */
  count: number | undefined;
  start: number | undefined;
  end: number | undefined;
  currency: string | undefined;
}

export function configOf(field: Field): FieldConfig {
  const parsed = Config.safeParse(field.type_config ?? {});
  const config = parsed.success ? parsed.data : {};
  return {
    options: (config.options ?? []).map(({ id, name, label, orderindex }, index) => ({
      id,
      name: decodeEntities(name ?? label ?? id),
      orderindex: orderindex == null ? index : Number(orderindex),
    })),
    count: config.count ?? undefined,
    start: config.start ?? undefined,
    end: config.end ?? undefined,
    currency: config.currency_type ?? undefined,
  };
}

/** The options a name (case and accents aside) or an id means; several when names repeat. */
export function optionsNamed(options: readonly FieldOption[], given: string): FieldOption[] {
  const byId = options.filter((option) => option.id === given);
  if (byId.length > 0) return byId;
  const wanted = foldName(given);
  return options.filter((option) => foldName(option.name) === wanted);
}
