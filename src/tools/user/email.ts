import * as z from "zod";

export const Email = z
  .string()
  .trim()
  .max(254)
  .refine((text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text), "not an e-mail address.");
