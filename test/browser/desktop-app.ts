/** An MCP client on the person's computer: it registers, sends them to the browser, and waits. */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";

export interface DesktopAppOptions {
  name?: string;
  scope?: string;
}

export class DesktopApp {
  readonly #publicUrl: string;
  readonly #server: Server;
  readonly #verifier = randomBytes(32).toString("base64url");
  readonly state = randomBytes(8).toString("hex");
  readonly origin: string;
  #clientId = "";
  #scope = "";
  readonly #returned = Promise.withResolvers<URLSearchParams>();

  private constructor(publicUrl: string, server: Server, origin: string) {
    this.#publicUrl = publicUrl;
    this.#server = server;
    this.origin = origin;
  }

  static async start(publicUrl: string, options: DesktopAppOptions = {}): Promise<DesktopApp> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const app = new DesktopApp(publicUrl, server, `http://127.0.0.1:${address.port}`);
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "/", app.origin);
      response.setHeader("content-type", "text/html; charset=utf-8");
      if (url.pathname === "/frame") {
        response.end(
          `<!doctype html><title>frame</title><iframe src="${app.authorizeUrl.replaceAll("&", "&amp;")}">`,
        );
        return;
      }
      response.end("<!doctype html><title>app</title><h1>Back in the app</h1>");
      if (url.pathname === "/callback") app.#returned.resolve(url.searchParams);
    });
    await app.#register(options);
    return app;
  }

  /** What came back to the redirect address. */
  get returned(): Promise<URLSearchParams> {
    return this.#returned.promise;
  }

  get host(): string {
    return new URL(this.origin).host;
  }

  get authorizeUrl(): string {
    const url = new URL("/authorize", this.#publicUrl);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: this.#clientId,
      redirect_uri: `${this.origin}/callback`,
      state: this.state,
      scope: this.#scope,
      code_challenge: createHash("sha256").update(this.#verifier).digest("base64url"),
      code_challenge_method: "S256",
      resource: `${this.#publicUrl}/mcp`,
    }).toString();
    return url.href;
  }

  async redeem(code: string): Promise<{ access_token: string; scope: string }> {
    const answer = await fetch(new URL("/oauth/token", this.#publicUrl), {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: this.#clientId,
        redirect_uri: `${this.origin}/callback`,
        code,
        code_verifier: this.#verifier,
      }),
    });
    if (!answer.ok) throw new Error(`token: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { access_token: string; scope: string };
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #register({
    name = "Desktop app",
    scope = "clickup:read clickup:write",
  }: DesktopAppOptions) {
    this.#scope = scope;
    const answer = await fetch(new URL("/oauth/register", this.#publicUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: name,
        redirect_uris: [`${this.origin}/callback`],
        token_endpoint_auth_method: "none",
      }),
    });
    if (answer.status !== 201) throw new Error(`register: ${answer.status} ${await answer.text()}`);
    this.#clientId = ((await answer.json()) as { client_id: string }).client_id;
  }
}
