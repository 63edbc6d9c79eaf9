/** OAuth scopes of this server; what each opens is decided per tool and per route. */
export const SCOPES = ["clickup:read", "clickup:write", "clickup:delete"] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(value: string): value is Scope {
  return (SCOPES as readonly string[]).includes(value);
}

/** The known scopes among these, each once; unknown ones are dropped, and empty stays empty. */
export function knownScopes(values: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => values.includes(scope));
}
