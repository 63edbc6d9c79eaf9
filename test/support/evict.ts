import { evictAllDurableObjects } from "cloudflare:test";

const ATTEMPTS = 4;

/** As the platform does with idle objects. One that still works, of an earlier test, is waited for. */
export async function evictAll(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await evictAllDurableObjects();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
