import { describe, expect, it } from "vitest";
import { visibleText } from "../../src/tools/visible-text.ts";

describe("visibleText", () => {
  it.each([
    ["tag characters", "a\u{e0049}\u{e0067}b", "ab"],
    ["direction overrides", "invoice\u202egnp.exe", "invoicegnp.exe"],
    ["zero-width codes", "a\u200b\u200c\u200d\u200bb", "ab"],
    ["variation selectors as data", "a\ufe01\ufe02\u{e0101}b", "ab"],
    ["controls", "a\u0000\u001b[31mb\u009b", "a[31mb"],
    ["fillers and soft hyphens", "a\u3164\u00ad\u115fb", "ab"],
    ["line separators", "a\u2028b\r\nc\rd", "a\nb\nc\nd"],
    ["half of a character", "a\ud83db", "a\ufffdb"],
  ])("takes out %s", (_, text, seen) => {
    expect(visibleText(text)).toBe(seen);
  });

  it.each([
    ["families of emoji", "👩‍👩‍👧 ❤️ 👍🏽"],
    ["Persian words", "می‌خواهم"],
    ["Hindi words", "क्‍ष"],
    ["line breaks and tabs", "a\n\tb"],
    ["accents and other scripts", "Ünïcödé 日本語 العربية"],
  ])("keeps %s", (_, text) => {
    expect(visibleText(text)).toBe(text);
  });
});
