import { describe, expect, it } from "vitest";
import { attachmentUpload } from "../../../src/tools/attachment/upload.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, bug } = SEED.tasks;

describe("clickup_attachment_upload", () => {
  it("attaches a text in one call", async () => {
    const { call, requests, writes } = toolBench(attachmentUpload);
    await call({ task: bug, source: { text: "Grüße" }, filename: "../no te.txt" });
    expect(
      await call({ task: bug, source: { text: "Grüße" }, filename: "note.txt" }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "id": "918adf35-2918-4cf1-840a-d793f6f04a2e.txt",
            "name": "note.txt",
            "size": 7,
            "url": "https://t9001.p.clickup-attachments.com/t9001/918adf35-2918-4cf1-840a-d793f6f04a2e/note.txt",
          },
          "text": "id: 918adf35-2918-4cf1-840a-d793f6f04a2e.txt
      name: note.txt
      size: 7
      url: https://t9001.p.clickup-attachments.com/t9001/918adf35-2918-4cf1-840a-d793f6f04a2e/note.txt",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "attachment": {
              "filename": "no te.txt",
              "size": 7,
              "type": "text/plain",
            },
          },
          "request": "POST /v2/task/86c000007/attachment",
        },
        {
          "body": {
            "attachment": {
              "filename": "note.txt",
              "size": 7,
              "type": "text/plain",
            },
          },
          "request": "POST /v2/task/86c000007/attachment",
        },
      ]
    `);
    expect(requests(bug)).toHaveLength(2);
  });

  it("sends the very bytes of base64, plain or as a data URL", async () => {
    const { value, sandbox } = toolBench(attachmentUpload);
    for (const base64 of ["AP8Q", "data:image/png;base64,AP8Q"]) {
      await value({ task: bug, source: { base64 }, filename: "x.png" });
      expect(sandbox.state.tasks[bug]?.attachments.at(-1)?.base64).toBe("AP8Q");
    }
  });

  it("streams a public file, follows checked redirects, and takes its name", async () => {
    const asked: Request[] = [];
    const web = async (request: Request) => {
      asked.push(request);
      return request.url.endsWith("/go")
        ? Response.redirect("https://cdn.example.com/files/report%201.csv")
        : new Response("a,b\n", { headers: { "Content-Type": "text/csv", "Content-Length": "4" } });
    };
    const { value, sandbox } = toolBench(attachmentUpload, { web });
    const made = await value({ task: bug, source: { url: "https://files.example.com/go" } });
    expect(made).toMatchObject({ name: "report 1.csv", size: 4 });
    expect(sandbox.state.tasks[bug]?.attachments.at(-1)).toMatchObject({
      title: "report 1.csv",
      mimetype: "text/csv",
      base64: btoa("a,b\n"),
    });
    expect(asked.map(({ headers }) => headers.get("Authorization"))).toEqual([null, null]);
  });

  it.each([
    "http://files.example.com/a",
    "https://localhost/a",
    "https://127.0.0.1/a",
    "https://2130706433/a",
    "https://0x7f.1/a",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/a",
    "https://[::ffff:10.0.0.1]/a",
    "https://router.local/a",
    "https://metadata.google.internal/a",
    "https://intranet/a",
    "https://user:pass@files.example.com/a",
    "https://files.example.com:8443/a",
    "https://mcp.test.example/upload/x",
    "https://MCP.test.example./upload/x",
    "ftp://files.example.com/a",
    "file:///etc/passwd",
    "not a url",
  ])("fetches nothing from %s", async (url) => {
    const asked: string[] = [];
    const web = async (request: Request) => {
      asked.push(request.url);
      return new Response("x");
    };
    const { call, writes } = toolBench(attachmentUpload, { web });
    expect(await call({ task: bug, source: { url } })).toMatchObject({
      failure: { code: "invalid_input", argument: "source.url" },
    });
    expect([...asked, ...writes()]).toEqual([]);
  });

  it("follows no redirect into a network, and none for ever", async () => {
    for (const target of [
      "http://files.example.com/",
      "https://10.0.0.1/",
      "https://files.example.com/",
    ]) {
      const asked: string[] = [];
      const web = async (request: Request) => {
        asked.push(request.url);
        return new Response(null, { status: 302, headers: { Location: target } });
      };
      const { call, writes } = toolBench(attachmentUpload, { web });
      expect(
        await call({ task: bug, source: { url: "https://files.example.com/" } }),
      ).toMatchObject({
        failure: { code: "invalid_input", argument: "source.url" },
      });
      expect(asked.every((url) => url === "https://files.example.com/")).toBe(true);
      expect(asked.length).toBeLessThanOrEqual(4);
      expect(writes()).toEqual([]);
    }
  });

  it("refuses what is too large before it reads it, and what is empty", async () => {
    const sized = (length: string) => async () =>
      new Response("x", { headers: { "Content-Length": length, "Content-Encoding": "identity" } });
    const source = { url: "https://files.example.com/a" };
    const large = toolBench(attachmentUpload, { web: sized("104857601") });
    expect(await large.call({ task: bug, source })).toMatchObject({
      failure: { problem: "The file is larger than 100 MB." },
    });
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
    });
    const unknown = toolBench(attachmentUpload, { web: async () => new Response(endless) });
    expect(await unknown.call({ task: bug, source })).toMatchObject({
      failure: { problem: "The file is larger than 10 MB." },
    });
    const empty = toolBench(attachmentUpload);
    expect(await empty.call({ task: bug, source: { text: "" }, filename: "a" })).toMatchObject({
      ok: false,
    });
    expect([...large.writes(), ...unknown.writes(), ...empty.writes()]).toEqual([]);
  });

  it("puts a file into a Files field, and falls back to the task where v3 is missing", async () => {
    const { value, writes, forget, sandbox } = toolBench(attachmentUpload);
    const asked = { task: checkout, field: "Evidence", source: { text: "x" }, filename: "a.txt" };
    const made = await value(asked);
    expect(made).not.toHaveProperty("failed");
    expect(writes().map(({ request }) => request)).toEqual([
      `POST /v3/workspaces/9001/custom_fields/${SEED.fields.attachment}/attachments`,
      `POST /v2/task/${checkout}/field/${SEED.fields.attachment}`,
    ]);
    forget();
    sandbox.answerNext(new Response("{}", { status: 404 }), { method: "POST", path: /\/v3\// });
    await value(asked);
    expect(writes().map(({ request }) => request.split(" ")[1])).toContain(
      `/v2/task/${checkout}/attachment`,
    );
  });

  it("gives back a file that its Files field did not take, and says so", async () => {
    const { value, sandbox } = toolBench(attachmentUpload);
    const refusal = Response.json({ err: "no", ECODE: "FIELD_342" }, { status: 400 });
    sandbox.answerNext(refusal, { method: "POST", path: /\/task\/\w+\/field\// });
    const asked = { task: checkout, source: { text: "x" }, filename: "a.txt" };
    expect(await value({ ...asked, field: SEED.fields.attachment })).toMatchObject({
      id: expect.any(String),
      name: "a.txt",
      failed: [
        {
          step: "field",
          code: "clickup_rejected",
          problem: "The Custom Field does not take this value. (ClickUp code FIELD_342)",
        },
      ],
    });
  });

  it("says that the Workspace's storage is full", async () => {
    const { call, sandbox } = toolBench(attachmentUpload);
    const full = Response.json({ err: "no", ECODE: "GBUSED_005" }, { status: 403 });
    sandbox.answerNext(full, { method: "POST" });
    expect(await call({ task: bug, source: { text: "x" }, filename: "a" })).toMatchObject({
      failure: { code: "clickup_rejected", hint: "The Workspace's storage is full." },
    });
  });

  it("gives a link for one upload, and nothing leaves until it is used", async () => {
    const { value, writes, uploadTargets } = toolBench(attachmentUpload);
    expect(
      await value({ task: bug, source: { upload_link: true }, filename: "film.mp4" }),
    ).toMatchInlineSnapshot(`
      {
        "expires": "2026-11-02T10:15:00+01:00",
        "how": "curl -T <file> "https://mcp.test.example/upload/1"",
        "max_bytes": 104857600,
        "upload_url": "https://mcp.test.example/upload/1",
      }
    `);
    const intoField = { task: checkout, field: "Evidence", filename: "film.mp4" };
    await value({ ...intoField, source: { upload_link: true } });
    expect(uploadTargets).toEqual([
      { task: bug, workspaceId: "9001", filename: "film.mp4" },
      {
        task: checkout,
        workspaceId: "9001",
        filename: "film.mp4",
        fieldId: SEED.fields.attachment,
      },
    ]);
    expect(writes()).toEqual([]);
  });

  it("gives no link for a task that is not there", async () => {
    const { call, uploadTargets } = toolBench(attachmentUpload);
    const asked = { source: { upload_link: true }, filename: "a" };
    expect(await call({ task: "86c999999", ...asked })).toMatchObject({
      failure: { code: "not_found", what: "Task" },
    });
    expect(uploadTargets).toEqual([]);
  });

  it("leaves fields alone under persona=agent", async () => {
    const { call, writes } = toolBench(attachmentUpload, { policy: { addOnly: true } });
    const asked = { task: checkout, source: { text: "x" }, filename: "a" };
    expect(await call({ ...asked, field: "Evidence" })).toMatchObject({
      failure: { code: "not_selected" },
    });
    expect(writes()).toEqual([]);
    expect(await call(asked)).toMatchObject({ ok: true });
  });

  it("does not send the file again after a 500, because it may be there", async () => {
    const { call, writes, sandbox } = toolBench(attachmentUpload);
    sandbox.answerNext(new Response("", { status: 500 }), { method: "POST" });
    expect(await call({ task: bug, source: { text: "x" }, filename: "a" })).toMatchObject({
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    expect(writes()).toHaveLength(1);
  });

  it("sends nothing for a hostile task, a field that is not there, or two sources", async () => {
    const { call, writes } = toolBench(attachmentUpload);
    const text = { source: { text: "x" }, filename: "a" };
    for (const [input, failure] of [
      [{ task: "../x", ...text }, {}],
      [
        { task: checkout, field: "Evidenz", ...text },
        { argument: "field", allowed: ["Evidence"] },
      ],
      [
        { task: checkout, source: { text: "x", base64: "eA==" }, filename: "a" },
        { argument: "source", allowed: ["url", "base64", "text", "upload_link"] },
      ],
      [{ task: checkout, source: { base64: "%%" }, filename: "a" }, { argument: "source.base64" }],
      [{ task: checkout, source: { text: "x" } }, { argument: "filename" }],
      [{ task: checkout, source: {}, filename: "a" }, { argument: "source" }],
    ] as const) {
      expect(await call(input)).toMatchObject({ ok: false, failure });
    }
    expect(writes()).toEqual([]);
  });
});
