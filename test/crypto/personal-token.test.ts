import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import { signPersonalToken, verifyPersonalToken } from "../../src/crypto/personal-token.ts";

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(64))).toString("base64");
const keys = parseKeyRing(newKey(), 64);
const names = { issuer: "https://example.com", audience: "https://example.com/mcp" };
const facts = { userId: "1001", credentialId: "abc", scopes: ["clickup:read"] };
const DAY_MS = 24 * 60 * 60 * 1000;

const forged = (change: (token: SignJWT) => SignJWT, alg = "HS256") => {
  const token = new SignJWT({ scope: "clickup:read" })
    .setProtectedHeader({ alg })
    .setIssuer(names.issuer)
    .setAudience(names.audience)
    .setSubject("1001")
    .setJti("abc")
    .setIssuedAt()
    .setExpirationTime("1h");
  return change(token).sign(keys.first.bytes);
};

describe("a personal token", () => {
  it("says whose it is and what it may, for 90 days", async () => {
    const nowMs = Date.now();
    const token = await signPersonalToken(keys, names, facts, nowMs);
    expect(await verifyPersonalToken(keys, names, token, nowMs)).toEqual(facts);
    expect(await verifyPersonalToken(keys, names, token, nowMs + 89 * DAY_MS)).toEqual(facts);
    expect(await verifyPersonalToken(keys, names, token, nowMs + 91 * DAY_MS)).toBeUndefined();
  });

  it("of a key that is still in the ring stays good when keys rotate", async () => {
    const token = await signPersonalToken(keys, names, facts, Date.now());
    const rotated = { first: parseKeyRing(newKey(), 64).first, all: [] as typeof keys.all };
    expect(
      await verifyPersonalToken(
        { ...rotated, all: [rotated.first, ...keys.all] },
        names,
        token,
        Date.now(),
      ),
    ).toEqual(facts);
    expect(
      await verifyPersonalToken({ ...rotated, all: [rotated.first] }, names, token, Date.now()),
    ).toBeUndefined();
  });

  it.each<[string, () => Promise<string> | string]>([
    ["another audience", () => forged((token) => token.setAudience("https://example.com/sse"))],
    ["another issuer", () => forged((token) => token.setIssuer("https://evil.example"))],
    ["another algorithm", () => forged((token) => token, "HS512")],
    ["no id", () => forged((token) => token.setJti(""))],
    ["a user that could not name an object", () => forged((token) => token.setSubject("a b"))],
    ["a start in the future", () => forged((token) => token.setNotBefore("2h"))],
    [
      "no signature",
      () =>
        new UnsecuredJWT({ scope: "clickup:delete" })
          .setIssuer(names.issuer)
          .setAudience(names.audience)
          .setSubject("1001")
          .setJti("abc")
          .setIssuedAt()
          .setExpirationTime("1h")
          .encode(),
    ],
    ["no form", () => "a.b.c"],
  ])("with %s is nobody's", async (_, make) => {
    expect(await verifyPersonalToken(keys, names, await make(), Date.now())).toBeUndefined();
  });
});
