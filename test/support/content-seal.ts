import { env } from "cloudflare:test";
import { ContentSeal } from "../../src/crypto/content-seal.ts";
import { readConfig } from "../../src/env.ts";

/** Opens and makes what the account object of this id keeps sealed. */
export function contentSealOf(id: DurableObjectId): ContentSeal {
  const { encryptionKeys, environment } = readConfig(env);
  return new ContentSeal(encryptionKeys, environment, id.toString());
}
