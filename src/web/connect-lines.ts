/** How each popular client is told about this server: one line to copy, or where to click. */
export interface ConnectLine {
  client: string;
  how: string;
  line: string;
}

export function connectLines(mcpUrl: string): ConnectLine[] {
  return [
    { client: "Claude", how: "Settings → Connectors → Add custom connector", line: mcpUrl },
    {
      client: "ChatGPT",
      how: "Settings → Apps & Connectors → Advanced → Developer mode, then Create",
      line: mcpUrl,
    },
    {
      client: "Claude Code",
      how: "In a terminal",
      line: `claude mcp add --transport http clickup ${mcpUrl}`,
    },
    {
      client: "Cursor",
      how: "In ~/.cursor/mcp.json",
      line: `{"mcpServers":{"clickup":{"url":"${mcpUrl}"}}}`,
    },
    {
      client: "VS Code",
      how: "In a terminal",
      line: `code --add-mcp '{"name":"clickup","type":"http","url":"${mcpUrl}"}'`,
    },
    { client: "Codex", how: "In a terminal", line: `codex mcp add clickup --url ${mcpUrl}` },
    {
      client: "Gemini CLI",
      how: "In a terminal",
      line: `gemini mcp add --transport http clickup ${mcpUrl}`,
    },
    {
      client: "Clients that only start programs",
      how: "As the command",
      line: `npx mcp-remote ${mcpUrl}`,
    },
  ];
}
