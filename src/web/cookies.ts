/**
 * Cookies of ours: `__Host-`, so bound to this origin alone and set over a secure connection, to
 * which browsers count http://localhost.
 */
export function writeCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `__Host-${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
}

export function clearCookie(name: string): string {
  return writeCookie(name, "", 0);
}

export function readCookie(request: Request, name: string): string | undefined {
  const wanted = `__Host-${name}=`;
  return request.headers
    .get("Cookie")
    ?.split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(wanted))
    ?.slice(wanted.length);
}
