import type { AccountDetails } from "../../account/door.ts";
import { ApiKeySection } from "./account-api-key.tsx";
import { ConnectionsSection } from "./account-connections.tsx";
import { DataSection } from "./account-data.tsx";
import { PlanSection } from "./account-plan.tsx";
import { TokensSection } from "./account-tokens.tsx";
import { ToolsSection } from "./account-tools.tsx";
import { UsageSection } from "./account-usage.tsx";
import { Connect } from "./connect.tsx";
import { Layout } from "./layout.tsx";
import type { TierFacts } from "./tiers.tsx";

export interface AccountProps {
  details: AccountDetails;
  mcpUrl: string;
  tiers: TierFacts;
  csrf: string;
  /** The browser that looks at the page. */
  credentialId: string;
  nowMs: number;
  /** The choice of tools was stored just now. */
  wasSaved: boolean;
  /** How the person came back from the payment page, as the address claims. */
  checkout?: "success" | "cancelled";
}

/** The person's page: what they have, what they use, who may act for them, and how to end it. */
export function AccountPage(props: AccountProps) {
  const { details, mcpUrl, csrf, credentialId, nowMs } = props;
  const { user, workspaces, credentials, sessions } = details;
  const { timezone } = user;
  // Who has connected nothing yet came for that, unless they come from the payment page.
  const isNew = credentials.every(({ kind }) => kind === "browser");
  const connectsFirst = isNew && props.checkout === undefined;
  return (
    <Layout title="Your account" wide signedIn>
      <h1>
        Signed in as <bdi>{user.name}</bdi>
      </h1>
      <div class="with-index">
        <nav class="index" aria-label="On this page">
          <ul>
            {(connectsFirst ? [CONNECT, ...PLAN, ...REST] : [...PLAN, CONNECT, ...REST]).map(
              ([id, text]) => (
                <li>
                  <a href={`#${id}`}>{text}</a>
                </li>
              ),
            )}
          </ul>
        </nav>
        <div class="parts">
          {connectsFirst && <Connect mcpUrl={mcpUrl} />}
          <PlanSection {...props} />
          <UsageSection usage={details.usage} timezone={timezone} nowMs={nowMs} />
          {!connectsFirst && <Connect mcpUrl={mcpUrl} />}
          <section aria-labelledby="workspaces" class="card">
            <h2 id="workspaces">Open Workspaces</h2>
            {workspaces.length === 0 ? (
              <p>None. Sign in again and pick at least one at ClickUp.</p>
            ) : (
              <ul>
                {workspaces.map(({ name }) => (
                  <li>
                    <bdi>{name}</bdi>
                  </li>
                ))}
              </ul>
            )}
            <p>
              <a href="/auth/login">Sign in again</a> to choose others; it holds for all your
              clients.
            </p>
          </section>
          <ConnectionsSection {...{ credentials, sessions, csrf, credentialId, timezone }} />
          <TokensSection {...{ credentials, sessions, csrf, timezone }} />
          <ApiKeySection details={details} csrf={csrf} />
          <ToolsSection {...props} />
          <DataSection csrf={csrf} />
        </div>
      </div>
    </Layout>
  );
}

const CONNECT = ["connect", "Connect a client"] as const;
const PLAN = [
  ["plan", "Plan"],
  ["usage", "Usage"],
] as const;
const REST = [
  ["workspaces", "Workspaces"],
  ["connected", "Connections"],
  ["tokens", "Personal tokens"],
  ["api-key", "ClickUp API key"],
  ["tools", "Tools"],
  ["data", "Your data"],
] as const;
