/** What the MCP URL or headers choose of the catalogue. It narrows what the tier allows, never widens it. */
export interface ToolChoice {
  toolsets?: readonly string[];
  /** Full tool names. Wins over `toolsets`. */
  tools?: readonly string[];
  persona?: string;
  /** Toolsets or full tool names, taken away last. */
  exclude?: readonly string[];
  readonly?: true;
  nodelete?: true;
  /** Those of the above that come from the account page rather than from the connection. */
  byAccount?: readonly (keyof Preferences)[];
}

/** What a person may choose on the account page, for connections whose URL chooses nothing. */
export type Preferences = Pick<ToolChoice, "toolsets" | "persona" | "readonly" | "nodelete">;
