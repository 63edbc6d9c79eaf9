/** A deployment as it is seen from outside: requests, and what checks say of the answers. */

/** A check failed: what is wrong, and what its operator can do. */
export class Problem extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = "Problem";
    this.advice = advice;
  }
}

export interface Deployment {
  /** The origin that people paste. */
  url: URL;
  /** A personal token, for the checks from inside. */
  token?: string;
  /** What the redirect to ClickUp should carry, where it is known. */
  clientId?: string;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

export interface Check {
  name: string;
  /** What it found, in a few words. Throws a Problem. */
  look(deployment: Deployment): Promise<string>;
  /** Nothing after it could say more when it fails. */
  isVital?: boolean;
  needsToken?: boolean;
}

const TIMEOUT_MS = 15_000;
const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: "The name has no DNS record yet: add the route or the custom domain, then wait.",
  ECONNREFUSED: "Nothing listens there: is it deployed, or started?",
  ECONNRESET: "The connection was cut: look at the proxy or the tunnel in between.",
  ETIMEDOUT: "Nothing answered in time: look at the firewall or the proxy in between.",
  TimeoutError: "Nothing answered in time: look at the firewall or the proxy in between.",
};

export function deploymentAt(url: URL, rest: Pick<Deployment, "token" | "clientId">): Deployment {
  return {
    ...rest,
    url,
    async fetch(path, init = {}) {
      try {
        return await fetch(new URL(path, url), {
          redirect: "manual",
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...init,
        });
      } catch (error) {
        throw unreachable(path, error);
      }
    },
  };
}

function unreachable(path: string, error: unknown): Problem {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  const code = cause?.code ?? name ?? "unknown";
  const isTls = /CERT|TLS|SSL|SELF_SIGNED/.test(code);
  const advice = isTls
    ? "The certificate is not good for this name: let the route or the proxy have one that is."
    : (UNREACHABLE[code] ?? "Look at the network between here and there.");
  return new Problem(`${path} did not answer (${code})`, advice);
}

/** The JSON object of an answer. */
export async function jsonOf(answer: Response, path: string): Promise<Record<string, unknown>> {
  const text = await answer.text();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Problem(
    `${path} answers ${answer.status} with something that is not JSON`,
    "Another program or an error page of a proxy answers at this address.",
  );
}

/** Throws unless an answer says what it should. */
export function demand(isSo: boolean, problem: string, advice: string): asserts isSo {
  if (!isSo) throw new Problem(problem, advice);
}
