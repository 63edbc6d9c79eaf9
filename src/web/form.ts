/** Names that a query or form has more than once; `allowed` may be. */
export function repeatedName(
  fields: URLSearchParams,
  allowed: readonly string[] = [],
): string | undefined {
  const names = [...fields.keys()];
  return names.find((name, at) => !allowed.includes(name) && names.indexOf(name) !== at);
}

export function readForm(bytes: Uint8Array): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(bytes));
}

export function isFormPost(request: Request): boolean {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded";
}
