import { connectLines } from "../connect-lines.ts";
import { CopyLine } from "./layout.tsx";

/** The MCP URL and how to give it to each client. */
export function Connect({ mcpUrl }: { mcpUrl: string }) {
  return (
    <section aria-labelledby="connect">
      <h2 id="connect">Connect a client</h2>
      <p>
        The address of this server is all a client needs. It opens a browser, you sign in with
        ClickUp, and that is it.
      </p>
      <CopyLine line={mcpUrl} label="the MCP URL" />
      <dl class="clients">
        {connectLines(mcpUrl).map(({ client, how, line }) => (
          <div>
            <dt>{client}</dt>
            <dd>
              {how}
              <CopyLine line={line} label={`the line for ${client}`} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
