import { isScope, type Scope } from "../../domain/scope.ts";
import type { RedirectTarget } from "../redirect-target.ts";
import { BASELINE, SCOPE_TEXT } from "../scopes.ts";
import { Layout } from "./layout.tsx";

export interface ConsentProps {
  handle: string;
  /** Cleaned; a claim all the same. */
  clientName: string;
  /** Only for a client that is known by a document on its own domain. */
  clientDomain?: string;
  target: RedirectTarget;
  /** May hold `offline_access`, which is nothing to choose. */
  scopes: readonly string[];
  /** Where the same page asks for deleting, too; only for a client that did not. */
  withDeleting?: string;
}

export function ConsentPage(props: ConsentProps) {
  const { handle, clientName, clientDomain, target, scopes, withDeleting } = props;
  return (
    <Layout title="Allow access">
      <h1>Allow this app to use ClickUp for you?</h1>
      <dl class="facts">
        <div>
          <dt>It calls itself</dt>
          <dd>
            <bdi>{clientName}</bdi>
            <span class="note">
              {clientDomain === undefined
                ? "It registered itself under this name; nobody has checked it."
                : "The name comes from the domain below."}
            </span>
          </dd>
        </div>
        {clientDomain !== undefined && (
          <div>
            <dt>Its domain</dt>
            <dd>
              <strong>{clientDomain}</strong>
            </dd>
          </div>
        )}
        <div>
          <dt>Access goes to</dt>
          <dd>
            <strong>{TARGET[target.kind](target.name)}</strong>
          </dd>
        </div>
      </dl>
      {target.kind !== "site" && (
        <p class="warning">
          Any program on this computer could be waiting there. Go on only if you have just started
          to connect from an app that you trust.
        </p>
      )}
      <form method="post" action="/authorize">
        <input type="hidden" name="handle" value={handle} />
        <fieldset>
          <legend>It may</legend>
          {scopes.filter(isScope).map((scope) => (
            <ScopeBox scope={scope} />
          ))}
          {withDeleting !== undefined && (
            <p class="note">
              It did not ask to delete anything. <a href={withDeleting}>Let it delete, too</a>
            </p>
          )}
        </fieldset>
        <p>Next you sign in at ClickUp and pick the Workspaces to open.</p>
        <div class="buttons">
          <button type="submit" name="decision" value="approve">
            Allow
          </button>
          <button type="submit" name="decision" value="deny" class="quiet">
            Deny
          </button>
        </div>
      </form>
    </Layout>
  );
}

/** The baseline is part of any yes: its box says so and is not sent. */
export function ScopeBox({ scope, ticked = true }: { scope: Scope; ticked?: boolean }) {
  const { title, detail } = SCOPE_TEXT[scope];
  const required = scope === BASELINE;
  return (
    <label class="box">
      <input
        type="checkbox"
        name="scope"
        value={scope}
        checked={ticked || required}
        disabled={required}
      />
      <span>
        <strong>{title}</strong>
        {required && " (always)"}
        <span class="note">{detail}</span>
      </span>
    </label>
  );
}

const TARGET: Record<RedirectTarget["kind"], (name: string) => string> = {
  site: (host) => host,
  this_computer: (host) => `this computer (${host})`,
  app: (scheme) => `the app on this device that opens ${scheme} links`,
};
