/** What anybody may ask who leaves records behind, by the minute and by the address that asks. */

/** Seconds: the period of the limiters in wrangler.jsonc. */
export const LIMITER_PERIOD_SECONDS = 60;

/** Whether the client's address has not asked too often; each look counts. */
export async function isWithin(limiter: RateLimit, { headers }: Request): Promise<boolean> {
  const { success } = await limiter.limit({ key: limiterKey(headers.get("CF-Connecting-IP")) });
  return success;
}

/**
 * The limiter's key for an address. An IPv6 customer has at least a /64 (RFC 6177), so single
 * addresses would be no limit there.
 */
export function limiterKey(address: string | null): string {
  if (address === null || address === "") return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined
      ? front
      : [
          ...front,
          ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"),
          ...back,
        ];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
