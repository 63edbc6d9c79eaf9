/** What the tool list and a default answer cost a model to read, at the product's own endpoint. */

import type { SandboxServer } from "../sandbox/server.ts";
import { signIn } from "../support/plain-oauth.ts";
import { LONG_LIST } from "./company.ts";
import { NaiveClient } from "./naive-client.ts";
import { goals, row, title } from "./report.ts";
import { premiumToken, type RunningProduct, USER_ID, WORKSPACE_ID } from "./targets.ts";
import { tokensOf } from "./tokens.ts";
import { ToolClient } from "./tool-client.ts";

const MAX_FREE = 3_000;
const MAX_DEFAULT = 17_000;
const MAX_DEFAULT_WITHOUT_OUTPUT = 14_000;
const MAX_WORKER = 6_500;
const MAX_TOOL = 600;
const MAX_ANSWER = 7_000;
/** In the Workspace beside ours, where nobody pays. */
const FREE_USER_ID = "1002";

export interface TokenFigures {
  free: number;
  default: number;
  default_without_output: number;
  default_tools: number;
  worker: number;
  largest_tool: { name: string; tokens: number };
  answer_text: number;
  answer_structured: number;
  /** ClickUp's own JSON of the same 100 tasks. */
  answer_raw: number;
}

export async function measureTokens(
  product: RunningProduct,
  { origin, sandbox }: SandboxServer,
): Promise<TokenFigures> {
  const { access_token: freeToken } = (await signIn(product.origin, FREE_USER_ID)).tokens;
  const free = await new ToolClient(product.origin, freeToken).list();
  const tools = new ToolClient(product.origin, await premiumToken(product));
  const listed = await tools.list();
  const all = await tools.list({ "X-MCP-Toolsets": "all" });
  const [largest] = all
    .map((tool) => ({ name: String(tool.name), tokens: tokensOf(tool) }))
    .sort((a, b) => b.tokens - a.tokens);
  const answer = await tools.call("task_list", { in: [LONG_LIST.name] });
  const naive = new NaiveClient(origin, sandbox.tokenFor(USER_ID, [WORKSPACE_ID]), WORKSPACE_ID);
  const raw = await naive.get(`/v2/list/${LONG_LIST.id}/task`, [["page", "0"]]);
  return {
    free: tokensOf(free),
    default: tokensOf(listed),
    default_without_output: tokensOf(listed.map(({ outputSchema: _, ...rest }) => rest)),
    default_tools: listed.length,
    worker: tokensOf(await tools.list({ "X-MCP-Persona": "worker" })),
    largest_tool: largest ?? { name: "", tokens: Number.NaN },
    answer_text: tokensOf(answer.text),
    answer_structured: tokensOf(answer.structured),
    answer_raw: tokensOf(raw),
  };
}

export function printTokens(figures: TokenFigures): void {
  title("What a model reads before and after a call", "o200k tokens of the JSON, or of the text.");
  goals([
    { name: "tools/list, free tier (7 tools)", value: figures.free, goal: MAX_FREE },
    {
      name: `tools/list, default (${figures.default_tools} tools)`,
      value: figures.default,
      goal: MAX_DEFAULT,
    },
    {
      name: "  the same without output schemas",
      value: figures.default_without_output,
      goal: MAX_DEFAULT_WITHOUT_OUTPUT,
    },
    { name: "tools/list, persona worker", value: figures.worker, goal: MAX_WORKER },
    {
      name: `largest tool of all (${figures.largest_tool.name})`,
      value: figures.largest_tool.tokens,
      goal: MAX_TOOL,
    },
    { name: "100 tasks of a List: text", value: figures.answer_text, goal: MAX_ANSWER },
    {
      name: "100 tasks of a List: structuredContent",
      value: figures.answer_structured,
      goal: MAX_ANSWER,
    },
  ]);
  row("100 tasks of a List: ClickUp's own JSON, for comparison", figures.answer_raw);
}
