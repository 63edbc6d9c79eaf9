import type { AccountDetails, CredentialRecord } from "../../account/door.ts";
import { SCOPES } from "../../domain/scope.ts";
import { DEFAULT_SCOPES } from "../../oauth/resources.ts";
import { CredentialItem } from "./account-connections.tsx";
import { ScopeBox } from "./consent.tsx";
import { CopyLine, Layout } from "./layout.tsx";

interface TokensProps {
  credentials: readonly CredentialRecord[];
  sessions: AccountDetails["sessions"];
  csrf: string;
  timezone: string;
}

export function TokensSection({ credentials, sessions, csrf, timezone }: TokensProps) {
  const tokens = credentials.filter(({ kind }) => kind === "personal_token");
  return (
    <section aria-labelledby="tokens" class="card">
      <h2 id="tokens">Personal tokens</h2>
      <p>
        For clients and scripts that can only send a header. A token works for 90 days and is shown
        once.
      </p>
      {tokens.length > 0 && (
        <ul class="credentials">
          {tokens.map((credential) => (
            <CredentialItem {...{ credential, sessions, csrf, timezone }} />
          ))}
        </ul>
      )}
      <form method="post" action="/account/tokens">
        <h3>New token</h3>
        <input type="hidden" name="csrf" value={csrf} />
        <label class="field">
          Name
          <input
            type="text"
            name="name"
            required
            maxlength={80}
            placeholder="My script"
            autocomplete="off"
          />
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
  );
}

interface TokenProps {
  name: string;
  token: string;
  mcpUrl: string;
}

/** The only time that a token is shown. */
export function TokenPage({ name, token, mcpUrl }: TokenProps) {
  return (
    <Layout title="Your new token" signedIn>
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
