import { it } from "vitest";
import { encode } from "/work/main/node_modules/gpt-tokenizer/esm/encoding/o200k_base.js";
import { listedTools } from "/work/main/src/tools/catalogue.ts";
it("size", () => {
  const all = [...listedTools().values()];
  for (const t of all) console.log(t.name, encode(JSON.stringify(t)).length, "in", encode(JSON.stringify(t.inputSchema)).length, "out", encode(JSON.stringify(t.outputSchema)).length, "desc", t.description.length);
  console.log("total", encode(JSON.stringify({ tools: all })).length);
  console.log(JSON.stringify(all.slice(0,3), null, 1));
});
