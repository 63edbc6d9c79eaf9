/**
 * Zod for the bundle (`alias` in `wrangler.jsonc`). The package's own entry also exports all of
 * itself as one object `z`, of which no part can be left out: 267 kB of translations among it.
 * agents uses that object in a tool for AI clients, which this Worker never reaches.
 */
export * from "zod/v4";
export { default as z } from "./unreached.ts";
