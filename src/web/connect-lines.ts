/**
 * How each client is told about this server: a line to copy, where to put it, and a link that does
 * it where the client has one. One source for the pages, `/llms.txt` and `npm start`.
 */
export interface ConnectLine {
  client: string;
  how: string;
  line: string;
  /** Links that the client itself opens, with this server's address in them. */
  install?: readonly { text: string; href: string }[];
}

const NAME = "clickup";

export function connectLines(mcpUrl: string): ConnectLine[] {
  const http = { type: "http", url: mcpUrl };
  return [
    {
      client: "Claude (web and desktop)",
      how: "Customize → Connectors → Add custom connector, and paste the address",
      line: mcpUrl,
    },
    {
      client: "Claude Code",
      how: "In a terminal; then /mcp in Claude Code signs you in",
      line: `claude mcp add --transport http ${NAME} ${mcpUrl}`,
    },
    {
      client: "ChatGPT",
      how: "Settings → Apps → Advanced settings: turn on Developer mode; then Create app, with this address and OAuth",
      line: mcpUrl,
    },
    {
      client: "Cursor",
      how: "With the link, or in ~/.cursor/mcp.json",
      line: JSON.stringify({ mcpServers: { [NAME]: { url: mcpUrl } } }),
      install: [{ text: "Add to Cursor", href: cursorLink(mcpUrl) }],
    },
    {
      client: "VS Code",
      how: "With a link, or in a terminal",
      line: `code --add-mcp '${JSON.stringify({ name: NAME, ...http })}'`,
      install: [
        { text: "Add to VS Code", href: vscodeLink("vscode", mcpUrl) },
        { text: "Add to VS Code Insiders", href: vscodeLink("vscode-insiders", mcpUrl) },
      ],
    },
    {
      client: "Windsurf",
      how: "In ~/.codeium/windsurf/mcp_config.json",
      line: JSON.stringify({ mcpServers: { [NAME]: { serverUrl: mcpUrl } } }),
    },
    {
      client: "Gemini CLI",
      how: "In a terminal",
      line: `gemini mcp add --scope user --transport http ${NAME} ${mcpUrl}`,
    },
    {
      client: "Codex",
      how: `In a terminal; codex mcp login ${NAME} signs you in if it did not ask`,
      line: `codex mcp add ${NAME} --url ${mcpUrl}`,
    },
    {
      client: "Zed",
      how: "In settings.json",
      line: JSON.stringify({ context_servers: { [NAME]: { url: mcpUrl } } }),
    },
    {
      client: "Cline",
      how: "MCP Servers → Configure → Configure MCP Servers",
      line: JSON.stringify({ mcpServers: { [NAME]: { type: "streamableHttp", url: mcpUrl } } }),
    },
    {
      client: "Goose",
      how: "With the link, or goose configure → Add Extension → Remote Extension (Streamable HTTP)",
      line: mcpUrl,
      install: [{ text: "Add to Goose", href: gooseLink(mcpUrl) }],
    },
    {
      client: "LM Studio",
      how: "With the link, or in mcp.json; give it a personal token as the header Authorization if it does not open a sign-in",
      line: JSON.stringify({ mcpServers: { [NAME]: { url: mcpUrl } } }),
      install: [{ text: "Add to LM Studio", href: lmStudioLink(mcpUrl) }],
    },
    {
      client: "n8n",
      how: "MCP Client Tool node: HTTP Streamable, this address, and Bearer authentication with a personal token",
      line: mcpUrl,
    },
    {
      client: "MCP Inspector",
      how: "In a terminal",
      line: `npx @modelcontextprotocol/inspector --transport http --server-url ${mcpUrl}`,
    },
    {
      client: "Any client that starts programs",
      how: "For clients that only speak stdio, in their mcp.json; mcp-remote does the sign-in",
      line: JSON.stringify({
        mcpServers: { [NAME]: { command: "npx", args: ["-y", "mcp-remote", mcpUrl] } },
      }),
    },
  ];
}

/** cursor.com/docs/mcp/install-links: the entry of mcp.json as base64 of JSON. */
function cursorLink(url: string): string {
  return `cursor://anysphere.cursor-deeplink/mcp/install?name=${NAME}&config=${base64Json({ url })}`;
}

/** code.visualstudio.com, MCP developer guide, "MCP URL handler": what --add-mcp takes, encoded. */
function vscodeLink(scheme: string, url: string): string {
  const entry = JSON.stringify({ name: NAME, type: "http", url });
  return `${scheme}:mcp/install?${encodeURIComponent(entry)}`;
}

/** Goose, "Using Extensions", "Deeplinks", tab Streamable HTTP. */
function gooseLink(url: string): string {
  const query = [
    ["url", url],
    ["type", "streamable_http"],
    ["id", NAME],
    ["name", "ClickUp"],
    ["description", "Works in your ClickUp"],
  ].map(([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`);
  return `goose://extension?${query.join("&")}`;
}

/** lmstudio.ai/docs/app/mcp/deeplink: like Cursor's. */
function lmStudioLink(url: string): string {
  return `lmstudio://add_mcp?name=${NAME}&config=${base64Json({ url })}`;
}

/** PUBLIC_URL is a bare origin, so that the JSON is ASCII, which is all that btoa takes. */
function base64Json(value: object): string {
  return encodeURIComponent(btoa(JSON.stringify(value)));
}
