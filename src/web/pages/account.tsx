import type { AccountOverview, CredentialRecord } from "../../account/door.ts";
import type { CredentialKind } from "../../domain/caller.ts";
import { SCOPES } from "../../domain/scope.ts";
import { DEFAULT_SCOPES } from "../../oauth/resources.ts";
import { Connect } from "./connect.tsx";
import { ScopeBox } from "./consent.tsx";
import { CopyLine, Layout } from "./layout.tsx";

export interface AccountProps {
  overview: AccountOverview;
  mcpUrl: string;
  csrf: string;
  /** The browser that looks at the page. */
  credentialId: string;
}

export function AccountPage({ overview, mcpUrl, csrf, credentialId }: AccountProps) {
  const { user, workspaces, credentials, limits, tier } = overview;
  return (
    <Layout title="Your account">
      <h1>Signed in as {user.name}</h1>
      <section aria-labelledby="workspaces">
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
          <a href="/auth/login">Sign in again</a> to choose others; it holds for all your clients.
        </p>
        <p class="note">
          Plan: {tier}, {limits.limit} requests a minute.
        </p>
      </section>
      <Connect mcpUrl={mcpUrl} />
      <section aria-labelledby="new-token">
        <h2 id="new-token">Personal token</h2>
        <p>
          For clients and scripts that can only send a header. It works for 90 days and is shown
          once.
        </p>
        <form method="post" action="/account/tokens">
          <input type="hidden" name="csrf" value={csrf} />
          <label class="field">
            Name
            <input type="text" name="name" required maxlength={80} placeholder="My script" />
          </label>
          <fieldset>
            <legend>It may</legend>
            {SCOPES.map((scope) => (
              <ScopeBox
                scope={scope}
                ticked={(DEFAULT_SCOPES as readonly string[]).includes(scope)}
              />
            ))}
          </fieldset>
          <div class="buttons">
            <button type="submit">Create token</button>
          </div>
        </form>
      </section>
      <section aria-labelledby="connected">
        <h2 id="connected">What can use your account</h2>
        <ul class="credentials">
          {credentials.map((credential) => (
            <CredentialItem
              credential={credential}
              csrf={csrf}
              isThis={credential.credentialId === credentialId}
            />
          ))}
        </ul>
        <form method="post" action="/auth/logout">
          <input type="hidden" name="csrf" value={csrf} />
          <div class="buttons">
            <button type="submit" class="quiet">
              Sign out
            </button>
            <button type="submit" class="quiet" name="everywhere" value="true">
              Sign out everywhere
            </button>
          </div>
          <p class="note">Everywhere ends all of the above: apps, tokens and browsers.</p>
        </form>
      </section>
    </Layout>
  );
}

function CredentialItem(props: { credential: CredentialRecord; csrf: string; isThis: boolean }) {
  const { credential, csrf, isThis } = props;
  const usedAtMs = credential.lastUsedAtMs ?? credential.createdAtMs;
  return (
    <li>
      <span>
        {isThis ? "This browser" : <bdi>{credential.clientName}</bdi>}
        <span class="note">
          {KIND[credential.kind]} · last used {new Date(usedAtMs).toISOString().slice(0, 10)} ·{" "}
          {credential.scopes.map((scope) => scope.replace("clickup:", "")).join(", ")}
        </span>
      </span>
      {!isThis && (
        <form method="post" action={`/account/tokens/${credential.credentialId}/revoke`}>
          <input type="hidden" name="csrf" value={csrf} />
          <button type="submit" class="quiet" aria-label={`Revoke ${credential.clientName}`}>
            Revoke
          </button>
        </form>
      )}
    </li>
  );
}

const KIND: Record<CredentialKind, string> = {
  grant: "Connected app",
  personal_token: "Personal token",
  browser: "Account page",
};

export function TokenPage({
  name,
  token,
  mcpUrl,
}: {
  name: string;
  token: string;
  mcpUrl: string;
}) {
  return (
    <Layout title="Your new token">
      <h1>
        Token <bdi>{name}</bdi>
      </h1>
      <p class="warning">Copy it now: it is not shown again. Whoever has it can act for you.</p>
      <CopyLine line={token} label="the token" />
      <p>Send it with each request to {mcpUrl}:</p>
      <CopyLine line={`Authorization: Bearer ${token}`} label="the header" />
      <p>
        <a href="/account">Back to your account</a>
      </p>
    </Layout>
  );
}
