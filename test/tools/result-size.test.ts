import { describe, expect, it } from "vitest";
import { fitResult } from "../../src/tools/result-size.ts";

const url = `https://files.example.com/${"u".repeat(400)}`;
const next_cursor = "c".repeat(300);

describe("a result that is too large", () => {
  it("loses ends of texts and rows, and no part of a URL or cursor: half of one leads nowhere", () => {
    const rows = Array.from({ length: 400 }, () => ({ text: "t".repeat(900), url }));
    const { value, note } = fitResult({ rows, next_cursor });
    expect(note).toContain("cut to fit");
    expect(JSON.stringify(value).length).toBeLessThan(120_000);
    expect(value.next_cursor).toBe(next_cursor);
    const [first] = value.rows as { text: string; url: string }[];
    expect(first).toEqual({ text: `${"t".repeat(200)}…`, url });
  });

  it("cuts what is no URL of anybody's by its name all the same", () => {
    const { value } = fitResult({ rows: [{ url: "u".repeat(200_000) }] });
    expect(JSON.stringify(value).length).toBeLessThan(120_000);
  });
});
