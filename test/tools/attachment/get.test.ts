import { describe, expect, it } from "vitest";
import { toToolResult } from "../../../src/mcp/result.ts";
import { attachmentGet } from "../../../src/tools/attachment/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;
const HOST = "https://t9001.p.clickup-attachments.com";
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);

/** One file at every address, and what was asked. */
function oneFile(bytes: Uint8Array, type: string) {
  const asked: Request[] = [];
  const web = async (request: Request) => {
    asked.push(request);
    return new Response(bytes, { headers: { "Content-Type": type } });
  };
  return { asked, web };
}

describe("clickup_attachment_get", () => {
  it("lists the files of a task in one call", async () => {
    const { call, requests, forget } = toolBench(attachmentGet);
    await call({ task: checkout });
    forget();
    expect(await call({ task: checkout })).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "attachments": [
              {
                "by": "Ben Okafor",
                "date": "2026-10-21T11:00:00+02:00",
                "id": "6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b.txt",
                "name": "error log.txt",
                "size": 140970,
                "type": "text/plain",
                "url": "https://t9001.p.clickup-attachments.com/t9001/6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b/error%20log.txt",
              },
            ],
            "complete": true,
          },
          "text": "attachments (1):
        - id: 6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b.txt · name: error log.txt · type: text/plain · size: 140970 · by: Ben Okafor · date: 2026-10-21T11:00:00+02:00 · url: https://t9001.p.clickup-attachments.com/t9001/6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b/error%20log.txt
      complete: yes",
        },
      }
    `);
    expect(requests()).toEqual([`GET /v2/task/${checkout}`]);
  });

  it("opens a text by name, as far as asked for, without our token", async () => {
    const { value, sandbox } = toolBench(attachmentGet);
    const opened = await value({ task: checkout, attachment: "error log.txt", max_bytes: 100 });
    expect(opened).toMatchObject({
      complete: false,
      note: "Only the first 100 bytes are shown. max_bytes goes up to 50000; all of it is at its link.",
    });
    expect(opened.text).toHaveLength(100);
    expect(sandbox.seen.at(-1)?.token).toBeUndefined();
  });

  it("lists the files of a Files field", async () => {
    const { value, requests } = toolBench(attachmentGet);
    expect(await value({ field_of: SEED.fields.attachment })).toHaveProperty("attachments");
    expect(requests().at(-1)).toBe(
      `GET /v3/workspaces/9001/custom_fields/${SEED.fields.attachment}/attachments?limit=100`,
    );
  });

  it("shows a picture to the model, and believes its bytes more than its name", async () => {
    const { web, asked } = oneFile(PNG, "image/png");
    const { call } = toolBench(attachmentGet, { web });
    const outcome = await call({ url: `${HOST}/t9001/a/sketch.png` });
    expect(toToolResult(outcome).content).toEqual([
      { type: "text", text: expect.stringContaining("shown: image/png") },
      { type: "image", mimeType: "image/png", data: btoa(String.fromCharCode(...PNG)) },
    ]);
    expect(asked[0]?.headers.get("Authorization")).toBeNull();

    const html = oneFile(new TextEncoder().encode("<script>"), "image/png");
    const other = toolBench(attachmentGet, { web: html.web });
    expect(await other.value({ url: `${HOST}/a.png` })).toMatchObject({
      note: expect.stringContaining("no PNG"),
    });
  });

  it("gives a link for what is too large or of another kind", async () => {
    const big = new Uint8Array(200_000);
    big.set(PNG);
    const image = toolBench(attachmentGet, { web: oneFile(big, "image/png").web });
    expect(await image.value({ url: `${HOST}/a.png` })).toMatchObject({
      note: expect.stringContaining("larger than 180000"),
    });
    const pdf = toolBench(attachmentGet, { web: oneFile(PNG, "application/pdf").web });
    expect(await pdf.value({ url: `${HOST}/a.pdf` })).toMatchObject({
      attachment: { url: `${HOST}/a.pdf` },
      note: expect.stringContaining("link"),
    });
  });

  it.each([
    "https://evil.example/a.png",
    "http://t9001.p.clickup-attachments.com/a.png",
    "https://t9001.p.clickup-attachments.com.evil.example/a.png",
    "https://evilclickup-attachments.com/a.png",
    "https://user@t9001.p.clickup-attachments.com/a.png",
    "https://t9001.p.clickup-attachments.com:8443/a.png",
    "https://app.clickup.com/a.png",
    "file:///etc/passwd",
  ])("fetches nothing from %s", async (url) => {
    const { web, asked } = oneFile(PNG, "image/png");
    const { call } = toolBench(attachmentGet, { web });
    for (const as of [undefined, "link", "text", "image"]) {
      expect(await call({ url, as })).toMatchObject({ failure: { argument: "url" } });
    }
    expect(asked).toEqual([]);
  });

  it("looks at a redirect again before it follows", async () => {
    const asked: string[] = [];
    const web = async ({ url }: Request) => {
      asked.push(url);
      return new Response(null, { status: 302, headers: { Location: "https://10.0.0.1/" } });
    };
    const { call } = toolBench(attachmentGet, { web });
    expect(await call({ url: `${HOST}/a.png` })).toMatchObject({ failure: { argument: "url" } });
    expect(asked).toEqual([`${HOST}/a.png`]);
  });

  it("names the files that are there when the one asked for is not", async () => {
    const { call } = toolBench(attachmentGet);
    expect(await call({ task: checkout, attachment: "eror lgo" })).toMatchObject({ ok: false });
    expect(await call({ task: "../x" })).toMatchObject({ ok: false });
    expect(await call({ field_of: "../x" })).toMatchObject({ ok: false });
    expect(await call({})).toMatchObject({ failure: { code: "invalid_input" } });
  });
});
