/** The Worker's bindings, with a count of what is asked of the billed ones. For workerd only. */
import { env } from "cloudflare:test";

export interface Asked {
  /** Requests to objects, RPC and fetch: each is one billed request and one hop. */
  account: number;
  session: number;
  kvReads: number;
  kvWrites: number;
}

export interface CountedEnv {
  env: Env;
  asked: Asked;
  reset(): void;
}

export function countedEnv(): CountedEnv {
  const asked: Asked = { account: 0, session: 0, kvReads: 0, kvWrites: 0 };
  const counting = (of: "account" | "session") => () => {
    asked[of] += 1;
  };
  const kv = spiedOn(env.OAUTH_KV, (method) => {
    asked[["get", "getWithMetadata", "list"].includes(method) ? "kvReads" : "kvWrites"] += 1;
  });
  return {
    env: {
      ...env,
      ACCOUNT: countedNamespace(env.ACCOUNT, counting("account")),
      MCP_SESSION: countedNamespace(env.MCP_SESSION, counting("session")),
      OAUTH_KV: kv,
    },
    asked,
    reset: () => Object.assign(asked, { account: 0, session: 0, kvReads: 0, kvWrites: 0 }),
  };
}

/** Stubs count what is called on them; ids and the like are free. */
function countedNamespace<T extends DurableObjectNamespace>(namespace: T, count: () => void): T {
  return new Proxy(namespace, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "get" && name !== "getByName") return value.bind(target);
      return (...args: unknown[]) => spiedOn(Reflect.apply(value, target, args) as object, count);
    },
  });
}

function spiedOn<T extends object>(binding: T, onCall: (method: string) => void): T {
  return new Proxy(binding, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        onCall(String(name));
        // A stub's method takes `.apply` for a name of the other side.
        return Reflect.apply(value, target, args);
      };
    },
  });
}
