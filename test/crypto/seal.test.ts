import { describe, expect, it } from "vitest";
import { parseKeyRing } from "../../src/crypto/key-ring.ts";
import {
  open,
  openWithSecret,
  type SealContext,
  SealError,
  seal,
  sealWithSecret,
} from "../../src/crypto/seal.ts";

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
const ring = (text: string) => parseKeyRing(text, 32);
const mine: SealContext = { environment: "development", userId: "1001", purpose: "clickup_oauth" };

describe("seal", () => {
  it("opens what it sealed, for the same owner and purpose", async () => {
    const keys = ring(newKey());
    expect(await open(keys, mine, await seal(keys, mine, "pk_ünïcode"))).toEqual({
      value: "pk_ünïcode",
      byFirstKey: true,
    });
  });

  it("never seals the same way twice, so equal tokens do not show", async () => {
    const keys = ring(newKey());
    expect(await seal(keys, mine, "token")).not.toBe(await seal(keys, mine, "token"));
  });

  it.each<Partial<SealContext>>([
    { userId: "1002" },
    { environment: "production" },
    { purpose: "api_key" },
    // The parts are length-prefixed: moving a character over a border is another context.
    { environment: "developmen", userId: "t1001" },
  ])("stays shut for another owner or purpose: %o", async (other) => {
    const keys = ring(newKey());
    const sealed = await seal(keys, mine, "token");
    await expect(open(keys, { ...mine, ...other }, sealed)).rejects.toThrow(SealError);
  });

  it("stays shut when any part was edited, cut or lengthened", async () => {
    const keys = ring(newKey());
    const [version = "", kid = "", nonce = "", text = ""] = (await seal(keys, mine, "token")).split(
      ".",
    );
    const flip = (part: string) => (part.startsWith("A") ? "B" : "A") + part.slice(1);
    const edited = [
      ["v2", kid, nonce, text],
      [version, kid, flip(nonce), text],
      [version, kid, nonce, flip(text)],
      [version, kid, nonce, text.slice(0, -4)],
      [version, kid, nonce, text, "x"],
      [version, kid, "", text],
      ["", "", "", ""],
    ];
    for (const parts of edited) {
      await expect(open(keys, mine, parts.join("."))).rejects.toThrow(SealError);
    }
  });

  it("opens with an older key of the ring and seals with the first, so that keys rotate", async () => {
    const [older, newer] = [newKey(), newKey()];
    const before = await seal(ring(older), mine, "token");
    const rotated = ring(`k2:${newer},k1:${older}`); // the bare key got a name on the way
    expect(await open(rotated, mine, before)).toEqual({ value: "token", byFirstKey: false });
    expect((await seal(rotated, mine, "token")).split(".")[1]).toBe("k2");
    await expect(open(ring(newer), mine, before)).rejects.toThrow(SealError);
  });
});

describe("sealWithSecret", () => {
  it("opens for who brings the same secret, for the same purpose", async () => {
    const sealed = await sealWithSecret("the token", "refresh-answer", "answer");
    expect(await openWithSecret("the token", "refresh-answer", sealed)).toBe("answer");
    await expect(openWithSecret("another", "refresh-answer", sealed)).rejects.toThrow(SealError);
    await expect(openWithSecret("the token", "other", sealed)).rejects.toThrow(SealError);
  });
});
