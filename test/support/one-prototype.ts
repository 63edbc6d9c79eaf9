/**
 * @cloudflare/vitest-pool-workers 0.23.0 puts one more Proxy around the prototype of the Worker and of each
 * object class whenever one is constructed, which for the Worker is at every request. The thousandth
 * request looks each of its names up through a thousand of them, so that a run gets slower and slower,
 * and more than that overflow the stack. The first does all that is needed. Goes with the version that
 * has https://github.com/cloudflare/workers-sdk/pull/15106.
 */

/** By what the pool's own Proxy is known. */
const TRAP = "getUnknownPrototypeKey";
/** Setup files run once for each test file, all in one isolate. */
const DONE = Symbol.for("clickup-mcp.one-prototype");

if (!Reflect.has(globalThis, DONE)) {
  Reflect.set(globalThis, DONE, true);
  const made = new WeakSet<object>();
  globalThis.Proxy = new Proxy(Proxy, {
    construct(target, [subject, traps], newTarget) {
      const isOfThePool = String(traps?.get).includes(TRAP);
      if (isOfThePool && made.has(subject)) return subject;
      const proxy = Reflect.construct(target, [subject, traps], newTarget);
      if (isOfThePool) made.add(proxy);
      return proxy;
    },
  });
}
