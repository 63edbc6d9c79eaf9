import * as z from "zod";

export const Color = z
  .string()
  .trim()
  .refine((text) => /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text), "must be a colour like #7b68ee.")
  .describe("#rrggbb");
