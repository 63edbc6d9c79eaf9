// The page that app.clickup.com/api shows: who are you, and which workspaces may this app open.
// Plain forms, no script. Leaving the page is the way to say no, as at ClickUp.
import { Refusal } from "./errors.ts";
import type { AuthorizeRequest } from "./oauth.ts";
import { grant, readAuthorizeRequest, workspacesOf } from "./oauth.ts";
import type { World } from "./router.ts";
import type { UserRow, WorkspaceRow } from "./state.ts";

export function authorizePage(world: World, request: Request, form: string): Response {
  const url = new URL(request.url);
  let wanted: AuthorizeRequest;
  try {
    wanted = readAuthorizeRequest(world.state, url.searchParams);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return html(error.status, message(`${error.message} (${error.ecode})`));
  }
  if (request.method === "GET") return html(200, choices(world, wanted, null));
  if (request.method !== "POST") return html(405, message("Method not allowed"));
  return connect(world, wanted, new URLSearchParams(form));
}

function connect(world: World, wanted: AuthorizeRequest, form: URLSearchParams): Response {
  const user = world.state.users[form.get("user") ?? ""];
  if (user === undefined || user.username === null) {
    return html(400, choices(world, wanted, "Choose who is signing in."));
  }
  const own = workspacesOf(world.state, user).map((workspace) => workspace.id);
  const ticked = form.getAll("workspace").filter((id) => own.includes(id));
  if (ticked.length === 0) {
    return html(400, choices(world, wanted, "Choose at least one Workspace."));
  }
  const location = grant(world.state, wanted, user.id, ticked, world.nowMs());
  return new Response(null, { status: 302, headers: { Location: location } });
}

function choices(world: World, wanted: AuthorizeRequest, problem: string | null): string {
  const people = Object.values(world.state.users).filter((user) => user.username !== null);
  const host = new URL(wanted.redirectUri).host;
  return `
    <h1>Connect your ClickUp Workspace</h1>
    <p><strong>${escapeHtml(wanted.client.id)}</strong> asks to act for you in ClickUp.
      You will be sent back to <strong>${escapeHtml(host)}</strong>.</p>
    ${problem === null ? "" : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}
    ${people.map((user) => card(user, workspacesOf(world.state, user))).join("")}
    <p class="small">This is a sandbox: the people are made up and no password is asked.
      To refuse, close this page.</p>`;
}

function card(user: UserRow, workspaces: readonly WorkspaceRow[]): string {
  const name = escapeHtml(user.username ?? "");
  const boxes = workspaces
    .map(
      (workspace) => `
        <label><input type="checkbox" name="workspace" value="${escapeHtml(workspace.id)}" checked>
          ${escapeHtml(workspace.name)}</label>`,
    )
    .join("");
  // The form goes to the page's own address, so client, redirect and state come along untouched.
  return `
    <form method="post">
      <div class="who">
        <span class="face" style="background:${escapeHtml(user.color ?? "#87909e")}">${escapeHtml(user.initials)}</span>
        <span><strong>${name}</strong><br><span class="small">${escapeHtml(user.email)}</span></span>
      </div>
      <fieldset><legend>Workspaces</legend>${boxes}</fieldset>
      <button name="user" value="${user.id}">Connect as ${name}</button>
    </form>`;
}

const message = (text: string): string => `<h1>ClickUp cannot connect this app</h1>
    <p class="problem" role="alert">${escapeHtml(text)}</p>`;

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; padding: 2rem 1rem; display: grid; justify-content: center; }
  main { max-width: 34rem; }
  h1 { font-size: 1.4rem; }
  form { border: 1px solid #8886; border-radius: .75rem; padding: 1rem; margin: 1rem 0; }
  .who { display: flex; gap: .75rem; align-items: center; }
  .face { width: 2.5rem; height: 2.5rem; border-radius: 50%; display: grid; place-items: center;
    color: #fff; font-weight: 600; }
  .small { font-size: .85rem; opacity: .75; }
  fieldset { border: 0; padding: .75rem 0; margin: 0; display: grid; gap: .25rem; }
  legend { font-size: .85rem; opacity: .75; padding: 0; }
  button { background: #6647f0; color: #fff; border: 0; border-radius: .5rem; padding: .6rem 1rem;
    font: inherit; cursor: pointer; }
  button:focus-visible { outline: 3px solid #a794ff; outline-offset: 2px; }
  .problem { border-left: 4px solid #c0392b; padding-left: .75rem; }
`;

function html(status: number, body: string): Response {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Connect · ClickUp (sandbox)</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`;
  return new Response(page, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      // No form-action: browsers apply it to every hop after the form, and the app may send on.
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    },
  });
}
