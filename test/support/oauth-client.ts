/** The part of an MCP client that people fill in: where it keeps its registration and its tokens. */
import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import type {
  OAuthClientInformationFull,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { ConsentChoice, Person } from "./person.ts";

const REDIRECT_URL = "http://localhost:33418/callback";

/** Serves both SDKs: v1's provider interface is a subset of v2's. */
export class PersonAtClient implements OAuthClientProvider {
  readonly #person: Person;
  readonly #choice: ConsentChoice;
  readonly #scope: string | undefined;
  #client: OAuthClientInformationFull | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = "";
  /** Where the browser ended after the last sign-in. */
  returned: URL | undefined;

  constructor(person: Person, options: ConsentChoice & { scope?: string } = {}) {
    this.#person = person;
    this.#choice = options;
    this.#scope = options.scope;
  }

  /** The authorization code that the browser brought back. */
  get code(): string {
    const code = this.returned?.searchParams.get("code");
    if (code === undefined || code === null) throw new Error(`no code in ${this.returned?.href}`);
    return code;
  }

  get redirectUrl(): string {
    return REDIRECT_URL;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "Journey client",
      redirect_uris: [REDIRECT_URL],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      ...(this.#scope !== undefined && { scope: this.#scope }),
    };
  }

  clientInformation(): OAuthClientInformationFull | undefined {
    return this.#client;
  }

  saveClientInformation(client: OAuthClientInformationFull): void {
    this.#client = client;
  }

  tokens(): OAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    this.returned = await this.#person.authorize(url.href, this.#choice);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}
