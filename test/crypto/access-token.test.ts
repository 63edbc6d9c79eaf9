import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import {
  isAccessToken,
  signAccessToken,
  verifyAccessToken,
} from "../../src/crypto/access-token.ts";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { signPersonalToken, verifyPersonalToken } from "../../src/crypto/personal-token.ts";
import { signingKey } from "../../src/crypto/sign.ts";

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(64))).toString("base64");
const keys = parseKeyRing(newKey(), 64);
const names = { issuer: "https://example.com", audience: "https://example.com/mcp" };
const facts = {
  userId: "1001",
  credentialId: "abc",
  grantId: "g".repeat(16),
  clientId: "https://client.example/metadata.json",
  scopes: ["clickup:read"],
};
const DAY_SECONDS = 24 * 60 * 60;
const nowMs = Date.now();
const life = { nowMs, seconds: DAY_SECONDS };

const forged = async (
  change: (token: SignJWT) => SignJWT,
  header: { alg?: string; typ?: string } = {},
  key?: CryptoKey | Uint8Array,
) => {
  const token = new SignJWT({
    scope: "clickup:delete",
    client_id: "c",
    credential_id: "abc",
    grant_id: "g".repeat(16),
  })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...header })
    .setIssuer(names.issuer)
    .setAudience(names.audience)
    .setSubject("1001")
    .setJti("abc")
    .setIssuedAt()
    .setExpirationTime("1h");
  return change(token).sign(key ?? (await signingKey(keys.first, "access-token")));
};

describe("an access token", () => {
  it("says whose it is, of which grant, and what it may, for as long as it was told", async () => {
    const token = await signAccessToken(keys, names, facts, life);
    const at = (seconds: number) => verifyAccessToken(keys, names, token, nowMs + seconds * 1000);
    expect(await at(0)).toEqual(facts);
    expect(await at(DAY_SECONDS - 60)).toEqual(facts);
    expect(await at(DAY_SECONDS + 60)).toBeUndefined();
  });

  it("has the claims of RFC 9068, holds ids alone, and is never the same twice", async () => {
    const token = await signAccessToken(keys, names, facts, life);
    expect(decodeJwt(token)).toEqual({
      iss: names.issuer,
      aud: names.audience,
      sub: "1001",
      client_id: facts.clientId,
      scope: "clickup:read",
      jti: expect.any(String),
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor(nowMs / 1000) + DAY_SECONDS,
      credential_id: "abc",
      grant_id: facts.grantId,
    });
    expect(await signAccessToken(keys, names, facts, life)).not.toBe(token);
  });

  it("of a key that is still in the ring stays good when keys rotate", async () => {
    const token = await signAccessToken(keys, names, facts, life);
    const { first } = parseKeyRing(newKey(), 64);
    const rotated = { first, all: [first, ...keys.all] };
    expect(await verifyAccessToken(rotated, names, token, nowMs)).toEqual(facts);
    expect(await verifyAccessToken({ first, all: [first] }, names, token, nowMs)).toBeUndefined();
  });

  it("stands for no personal token, and no personal token stands for it", async () => {
    const access = await signAccessToken(keys, names, facts, life);
    const personal = await signPersonalToken(keys, names, facts, nowMs);
    expect([isAccessToken(access), isAccessToken(personal)]).toEqual([true, false]);
    expect(await verifyPersonalToken(keys, names, access, nowMs)).toBeUndefined();
    expect(await verifyAccessToken(keys, names, personal, nowMs)).toBeUndefined();
  });

  it.each<[string, () => Promise<string> | string]>([
    ["another audience", () => forged((token) => token.setAudience("https://example.com/sse"))],
    ["another issuer", () => forged((token) => token.setIssuer("https://evil.example"))],
    ["another algorithm", () => forged((token) => token, { alg: "HS512" }, keys.first.bytes)],
    ["another type", () => forged((token) => token, { typ: "JWT" })],
    ["the key of personal tokens", () => forged((token) => token, {}, keys.first.bytes)],
    ["a key that is not ours", () => forged((token) => token, {}, new Uint8Array(64))],
    ["a user that could not name an object", () => forged((token) => token.setSubject("a b"))],
    ["a start in the future", () => forged((token) => token.setNotBefore("2h"))],
    ["an end in the past", () => forged((token) => token.setExpirationTime("-1h"))],
    [
      "no signature",
      () =>
        new UnsecuredJWT({ scope: "clickup:delete", client_id: "c" })
          .setIssuer(names.issuer)
          .setAudience(names.audience)
          .setSubject("1001")
          .encode(),
    ],
    ["no form", () => "a.b.c"],
  ])("with %s is nobody's", async (_, make) => {
    expect(await verifyAccessToken(keys, names, await make(), Date.now())).toBeUndefined();
  });

  it("is good as it stands, so that what is wrong above is what was changed", async () => {
    const token = await forged((good) => good);
    expect(await verifyAccessToken(keys, names, token, Date.now())).toMatchObject({
      userId: "1001",
    });
  });
});
