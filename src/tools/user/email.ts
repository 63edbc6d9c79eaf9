import * as z from "zod";

export const Email = z
  .string()
  .trim()
  .max(254)
  .refine((text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text), "must be an e-mail address.");
