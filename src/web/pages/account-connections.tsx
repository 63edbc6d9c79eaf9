import type { AccountDetails, CredentialRecord } from "../../account/door.ts";
import { Moment, PostButton } from "./layout.tsx";

type Session = AccountDetails["sessions"][number];

interface ConnectionsProps {
  credentials: readonly CredentialRecord[];
  sessions: readonly Session[];
  csrf: string;
  /** The browser that looks at the page. */
  credentialId: string;
  timezone: string;
}

/** Apps and browsers that may act as this person; personal tokens have a section of their own. */
export function ConnectionsSection(props: ConnectionsProps) {
  const { credentials, sessions, csrf, credentialId, timezone } = props;
  const apps = credentials.filter(({ kind }) => kind === "grant");
  const browsers = credentials.filter(({ kind }) => kind === "browser");
  return (
    <section aria-labelledby="connected" class="card">
      <h2 id="connected">What can use your account</h2>
      <h3>Apps</h3>
      {apps.length === 0 ? (
        <p>None yet. An app that you connect appears here.</p>
      ) : (
        <ul class="credentials">
          {apps.map((credential) => (
            <CredentialItem {...{ credential, sessions, csrf, timezone }} />
          ))}
        </ul>
      )}
      <h3>Browsers</h3>
      <ul class="credentials">
        {browsers.map((credential) =>
          credential.credentialId === credentialId ? (
            <li>
              <div class="who">
                <strong>This browser</strong>
                <span class="note">
                  signed in <Moment atMs={credential.createdAtMs} timezone={timezone} />
                </span>
              </div>
            </li>
          ) : (
            <CredentialItem {...{ credential, sessions, csrf, timezone }} />
          ),
        )}
      </ul>
      <form method="post" action="/auth/logout">
        <input type="hidden" name="csrf" value={csrf} />
        <div class="buttons">
          <button type="submit" class="quiet">
            Sign out
          </button>
          <button type="submit" class="danger" name="everywhere" value="true">
            Sign out everywhere
          </button>
        </div>
        <p class="note">
          Everywhere ends all of the above and your personal tokens: apps, tokens and browsers.
        </p>
      </form>
    </section>
  );
}

interface CredentialProps {
  credential: CredentialRecord;
  sessions: readonly Session[];
  csrf: string;
  timezone: string;
}

/** One credential with the sessions that it holds open, each of which can be ended. */
export function CredentialItem({ credential, sessions, csrf, timezone }: CredentialProps) {
  const { credentialId, clientName, scopes, createdAtMs, lastUsedAtMs, expiresAtMs } = credential;
  const own = sessions.filter((session) => session.credentialId === credentialId);
  return (
    <li>
      <div class="who">
        <strong>
          <bdi>{clientName}</bdi>
        </strong>
        <span class="note">
          may {scopes.map((scope) => scope.replace("clickup:", "")).join(", ")}
          {" · since "}
          <Moment atMs={createdAtMs} timezone={timezone} />
          {" · "}
          {lastUsedAtMs === undefined ? (
            "not used yet"
          ) : (
            <>
              last used <Moment atMs={lastUsedAtMs} timezone={timezone} />
            </>
          )}
          {expiresAtMs !== undefined && (
            <>
              {" · ends "}
              <Moment atMs={expiresAtMs} timezone={timezone} />
            </>
          )}
        </span>
        {own.length > 0 && (
          <ul class="sessions">
            {own.map((session) => (
              <SessionItem session={session} csrf={csrf} timezone={timezone} />
            ))}
          </ul>
        )}
      </div>
      <PostButton
        action={`/account/tokens/${credentialId}/revoke`}
        csrf={csrf}
        label={`Revoke ${clientName}`}
      >
        Revoke
      </PostButton>
    </li>
  );
}

function SessionItem(props: { session: Session; csrf: string; timezone: string }) {
  const { session, csrf, timezone } = props;
  const { sessionId, clientName, clientVersion, transport, usedAtMs } = session;
  return (
    <li>
      <span class="note">
        Session of{" "}
        <bdi>
          {clientName} {clientVersion}
        </bdi>
        {transport === "sse" && " (HTTP+SSE)"}, last used{" "}
        <Moment atMs={usedAtMs} timezone={timezone} />
      </span>
      <PostButton
        action={`/account/sessions/${sessionId}/end`}
        csrf={csrf}
        label={`End the session of ${clientName}`}
      >
        End
      </PostButton>
    </li>
  );
}
