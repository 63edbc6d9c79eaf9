import { Connect } from "./connect.tsx";
import { Layout } from "./layout.tsx";

export function LandingPage({ mcpUrl }: { mcpUrl: string }) {
  return (
    <Layout title="ClickUp for your assistant">
      <h1>ClickUp for your assistant</h1>
      <p>
        An MCP server: paste one address into Claude, ChatGPT, Cursor or any other MCP client, sign
        in with ClickUp once, and let the assistant work there with your rights.
      </p>
      <Connect mcpUrl={mcpUrl} />
      <section aria-labelledby="token">
        <h2 id="token">Your account</h2>
        <p>
          <a href="/auth/login">Sign in with ClickUp</a> to see what is connected, or to make a
          personal token for clients and scripts that can only send a header.
        </p>
      </section>
      <section aria-labelledby="know">
        <h2 id="know">Good to know</h2>
        <ul>
          <li>You choose the Workspaces at ClickUp, and whether an app may change or delete.</li>
          <li>Your ClickUp access is stored encrypted and never handed to a client.</li>
          <li>Seven tools are free; you can end any connection on your account page.</li>
        </ul>
      </section>
    </Layout>
  );
}
