/** Calls tools as a model's client does, at the product's MCP endpoint, and keeps what was read. */
import { bareCall } from "../support/plain-oauth.ts";

export interface ToolAnswer {
  /** What a model reads. */
  text: string;
  structured: Record<string, unknown>;
}

interface RpcAnswer<T> {
  result?: T;
  error?: unknown;
}

interface CallResult {
  isError?: boolean;
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
}

export class ToolClient {
  readonly origin: string;
  readonly #token: string;
  /** Arguments as the model writes them, and texts as it reads them. */
  said: string[] = [];
  read: string[] = [];
  readStructured: string[] = [];

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.#token = token;
  }

  /** Throws what the tool failed with: a refusal is quick and must not pass for work. */
  async call(tool: string, input: object): Promise<ToolAnswer> {
    const result = await this.#ask<CallResult>("tools/call", {
      name: `clickup_${tool}`,
      arguments: input,
    });
    const text = result.content.flatMap((part) => part.text ?? []).join("\n");
    if (result.isError === true) throw new Error(`${tool}: ${text}`);
    const structured = result.structuredContent ?? {};
    this.said.push(`${tool} ${JSON.stringify(input)}`);
    this.read.push(text);
    this.readStructured.push(JSON.stringify(structured));
    return { text, structured };
  }

  /** The entries of `tools/list`; headers choose among them ("X-MCP-Persona"). */
  async list(headers: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
    const { tools } = await this.#ask<{ tools: Record<string, unknown>[] }>(
      "tools/list",
      {},
      headers,
    );
    return tools;
  }

  forget(): void {
    this.said = [];
    this.read = [];
    this.readStructured = [];
  }

  async #ask<T>(method: string, params: object, headers: Record<string, string> = {}): Promise<T> {
    const answer = await bareCall(this.origin, this.#token, method, params, headers);
    const { result, error } = (await answer.json()) as RpcAnswer<T>;
    if (result === undefined) {
      throw new Error(`${method}: ${answer.status} ${JSON.stringify(error)}`);
    }
    return result;
  }
}
