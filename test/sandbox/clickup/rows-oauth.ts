// Rows of who may sign in, and of what was given out for it.

export interface OAuthState {
  clients: ClientRow[];
  codes: Record<string, CodeRow>;
  tokens: Record<string, TokenRow>;
}

export interface ClientRow {
  id: string;
  secret: string;
  redirectUris: string[];
}

export interface CodeRow {
  clientId: string;
  userId: number;
  workspaceIds: string[];
  issuedAtMs: number;
  used: boolean;
}

export interface TokenRow {
  kind: "oauth" | "personal";
  userId: number;
  /** A personal token reaches every workspace of its person, so it holds null. */
  workspaceIds: string[] | null;
  revoked: boolean;
}
