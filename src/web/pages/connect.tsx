import { connectLines } from "../connect-lines.ts";
import { CopyLine } from "./layout.tsx";

/** The MCP URL and how to give it to each client. */
export function Connect({ mcpUrl }: { mcpUrl: string }) {
  return (
    <section aria-labelledby="connect" class="card">
      <h2 id="connect">Connect a client</h2>
      <p>
        The address of this server is all that a client needs. It opens a browser, you sign in with
        ClickUp, and that is it.
      </p>
      <CopyLine line={mcpUrl} label="the MCP URL" />
      <div class="clients">
        {connectLines(mcpUrl).map(({ client, how, line, install = [] }) => (
          <details>
            <summary>{client}</summary>
            <p>{how}:</p>
            {install.length > 0 && (
              <p class="buttons">
                {install.map(({ text, href }) => (
                  <a class="button quiet" href={href}>
                    {text}
                  </a>
                ))}
              </p>
            )}
            <CopyLine line={line} label={`the line for ${client}`} />
          </details>
        ))}
      </div>
    </section>
  );
}
