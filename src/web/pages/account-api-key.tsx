import type { AccountDetails } from "../../account/door.ts";
import { Day, PostButton } from "./layout.tsx";

interface ApiKeyProps {
  details: Pick<AccountDetails, "apiKey" | "user" | "workspaces">;
  csrf: string;
}

/** A personal API key of ClickUp's, used instead of the sign-in's token. */
export function ApiKeySection({ details, csrf }: ApiKeyProps) {
  const { apiKey, user, workspaces } = details;
  return (
    <section aria-labelledby="api-key" class="card">
      <h2 id="api-key">ClickUp API key</h2>
      <p>
        Instead of the sign-in, this server can use your own API key of ClickUp (ClickUp → Settings
        → Apps). It is checked with ClickUp, stored encrypted and never shown again.
      </p>
      {apiKey !== undefined && (
        <>
          <p class={apiKey.refusedAtMs === undefined ? "done" : "warning"}>
            {apiKey.refusedAtMs === undefined ? (
              <>
                A key is in use, stored on <Day atMs={apiKey.storedAtMs} timezone={user.timezone} />
                .
              </>
            ) : (
              <>
                ClickUp refused the key on{" "}
                <Day atMs={apiKey.refusedAtMs} timezone={user.timezone} />. It was thrown away, and
                your sign-in is used again.
              </>
            )}
          </p>
          <PostButton action="/auth/api-key/forget" csrf={csrf}>
            Forget the key
          </PostButton>
        </>
      )}
      <form method="post" action="/auth/api-key">
        <input type="hidden" name="csrf" value={csrf} />
        <label class="field">
          API key
          <input
            type="password"
            name="api_key"
            required
            maxlength={200}
            placeholder="pk_…"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <label class="field">
          Workspace
          <select name="team_id" required>
            {workspaces.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
        </label>
        <div class="buttons">
          <button type="submit" class="quiet">
            {apiKey === undefined ? "Store the key" : "Replace the key"}
          </button>
        </div>
      </form>
    </section>
  );
}
