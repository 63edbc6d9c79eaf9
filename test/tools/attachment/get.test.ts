import { describe, expect, it } from "vitest";
import { toToolResult } from "../../../src/mcp/result.ts";
import { attachmentGet } from "../../../src/tools/attachment/get.ts";
import { attachmentUpload } from "../../../src/tools/attachment/upload.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout } = SEED.tasks;
const HOST = "https://t9001.p.clickup-attachments.com";
const LOG = "6af8d9f0-1723-4d8f-8aa8-9d5cdbe4c10b.txt";
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

  it("lists the files of a task's Files field by its name, with people for their ids", async () => {
    const { call, value } = toolBench(attachmentGet);
    const file = { task: checkout, source: { text: "x" }, filename: "a.txt" };
    await call({ ...file, field: "Evidence" }, attachmentUpload);
    expect(await value({ task: checkout, field_of: "evidence" })).toEqual({
      attachments: [
        {
          id: expect.stringMatching(/\.txt$/),
          name: "a.txt",
          type: "text/plain",
          size: 1,
          by: "Ada Lovelace",
          date: "2026-11-02T10:00:00+01:00",
          url: expect.stringContaining(HOST),
        },
      ],
      complete: true,
    });
    expect(await call({ task: checkout, field_of: "Evidenz" })).toMatchObject({
      failure: { code: "invalid_input", argument: "field_of", allowed: ["Evidence"] },
    });
  });

  it("needs a Files field's id where no task says which field a name means", async () => {
    const { call, requests } = toolBench(attachmentGet);
    expect(await call({ field_of: "Evidence" })).toMatchObject({
      failure: { code: "invalid_input", argument: "field_of" },
    });
    expect(requests("/v3/")).toEqual([]);
  });

  it("says that a field holds more files than it lists", async () => {
    const { value, sandbox } = toolBench(attachmentGet);
    sandbox.answerNext(
      Response.json({ data: [{ id: "1.txt", title: "a.txt" }], next_cursor: "c" }),
      { path: /\/custom_fields\// },
    );
    expect(await value({ field_of: SEED.fields.attachment })).toEqual({
      attachments: [{ id: "1.txt", name: "a.txt" }],
      complete: false,
      note: "Only the first 100 files of this field; the others are in ClickUp itself.",
    });
  });

  it("gives a link by id without opening the file", async () => {
    const { web, asked } = oneFile(PNG, "image/png");
    const { value } = toolBench(attachmentGet, { web });
    expect(await value({ task: checkout, attachment: LOG, as: "link" })).toEqual({
      attachment: expect.objectContaining({ id: LOG, url: expect.stringContaining(HOST) }),
    });
    expect(asked).toEqual([]);
  });

  it("gives a text whole that is no longer than asked for, and says which file is none", async () => {
    const { web } = oneFile(new TextEncoder().encode("Grüße"), "text/plain");
    const text = toolBench(attachmentGet, { web });
    const url = `${HOST}/a.txt`;
    expect(await text.value({ url })).toEqual({
      attachment: { name: "a.txt", url },
      text: "Grüße",
      complete: true,
    });
    const other = toolBench(attachmentGet, { web: oneFile(PNG, "text/plain").web });
    expect(await other.value({ url, as: "text" })).toEqual({
      attachment: { name: "a.txt", url },
      note: "This file is no text; open its link.",
    });
  });

  it("shows the smaller picture that ClickUp keeps where the whole is too large", async () => {
    const big = new Uint8Array(200_000);
    big.set(PNG);
    const web = async ({ url }: Request) => new Response(url.endsWith("/small.png") ? PNG : big);
    const { value, sandbox } = toolBench(attachmentGet, { web });
    sandbox.answerNext(
      async (request) => {
        const task = (await (await sandbox.fetch(request)).json()) as { attachments: object[] };
        const [file] = task.attachments;
        const picture = { ...file, title: "big.png", thumbnail_large: `${HOST}/small.png` };
        return Response.json({ ...task, attachments: [picture] });
      },
      { path: `/api/v2/task/${checkout}` },
    );
    const asked = { task: checkout, attachment: "big.png", as: "image" };
    expect(await value(asked)).toMatchObject({ shown: "image/png, reduced" });
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

  it.each([
    ["that does not answer", () => Promise.reject(new Error("down")), "clickup_unavailable"],
    ["that breaks", async () => new Response("", { status: 503 }), "clickup_unavailable"],
    ["that keeps the file back", async () => new Response("", { status: 403 }), "forbidden"],
    ["without the file", async () => new Response("", { status: 404 }), "not_found"],
  ])("blames no argument for a host of ClickUp's %s", async (_, web, code) => {
    const { call } = toolBench(attachmentGet, { web });
    const outcome = await call({ task: checkout, attachment: LOG });
    expect(outcome).toMatchObject({ failure: { code } });
    expect(outcome).not.toHaveProperty("failure.argument");
    expect(await call({ url: `${HOST}/a.png` })).toMatchObject({ failure: { argument: "url" } });
  });

  it("gives the link of a file that another service keeps, and does not ask there", async () => {
    const { web, asked } = oneFile(PNG, "image/png");
    const { value, sandbox } = toolBench(attachmentGet, { web });
    const url = "https://drive.example.com/file/1";
    const read = async (request: Request) => {
      const task = (await (await sandbox.fetch(request)).json()) as { attachments: object[] };
      return Response.json({ ...task, attachments: [{ id: "1", title: "Plan", url }] });
    };
    for (const as of [undefined, "link", "text"]) {
      sandbox.answerNext(read, { path: `/api/v2/task/${checkout}` });
      expect(await value({ task: checkout, attachment: "Plan", as })).toEqual({
        attachment: { id: "1", name: "Plan", url },
        note: "This file is kept outside ClickUp and only given as its link.",
      });
    }
    expect(asked).toEqual([]);
  });

  it("names the files that are there when the one asked for is not", async () => {
    const { call } = toolBench(attachmentGet);
    expect(await call({ task: checkout, attachment: "error.log.csv" })).toMatchObject({
      failure: {
        code: "not_found",
        what: "attachment",
        given: "error.log.csv",
        nearest: [{ id: LOG, name: "error log.txt" }],
      },
    });
    expect(await call({ task: "86c999999" })).toMatchObject({
      failure: { code: "not_found", what: "Task", findWith: "clickup_list_get" },
    });
    expect(await call({ task: "../x" })).toMatchObject({ ok: false });
    expect(await call({ field_of: "../x" })).toMatchObject({ failure: { argument: "field_of" } });
    expect(await call({ task: checkout, url: `${HOST}/a.png` })).toMatchObject({
      failure: { argument: "url" },
    });
    expect(await call({})).toMatchObject({
      failure: { code: "invalid_input", allowed: ["task", "field_of", "url"] },
    });
  });
});
