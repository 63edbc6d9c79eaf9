// Files on a task, and tasks merged into one.
import { describe, expect, it } from "vitest";
import type { Bench } from "./bench.ts";
import { bench, rows } from "./bench.ts";
import type { JsonObject } from "./clickup/json.ts";
import { isObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { tasks } = SEED;

async function send(ready: Bench, body: BodyInit, type?: string): Promise<[number, JsonObject]> {
  const headers = new Headers({ Authorization: `Bearer ${ready.token}` });
  if (type !== undefined) headers.set("Content-Type", type);
  const url = `http://localhost:8788/api/v2/task/${tasks.bug}/attachment`;
  const answer = await ready.sandbox.fetch(new Request(url, { method: "POST", headers, body }));
  const parsed: unknown = await answer.json();
  return [answer.status, isObject(parsed) ? parsed : {}];
}

function form(name: string, value: string | Blob, filename?: string): FormData {
  const data = new FormData();
  if (typeof value === "string") data.append(name, value);
  else data.append(name, value, filename);
  return data;
}

describe("a file", () => {
  it("goes up as multipart, shows in the task, and comes down from a host of its own", async () => {
    const ready = bench();
    const file = new Blob(["naïve"], { type: "text/plain" });
    const [status, made] = await send(ready, form("attachment", file, "a b.txt"));
    expect(status).toBe(200);
    expect(made).toMatchObject({ title: "a b.txt", extension: "txt", version: "0" });
    const attachments = rows((await ready.get(`/v2/task/${tasks.bug}`)).body, "attachments");
    expect(attachments).toMatchObject([{ id: made.id, size: 6, mimetype: "text/plain" }]);
    const read = await ready.sandbox.fetch(new Request(String(made.url)));
    expect(await read.text()).toBe("naïve");
    expect(ready.sandbox.seen[0]?.body).toEqual({
      attachment: { filename: "a b.txt", type: "text/plain", size: 6 },
    });
  });

  it("that is seeded comes down in its size, and never with a token", async () => {
    const ready = bench();
    const task = await ready.get(`/v2/task/${tasks.checkout}`);
    const url = String(rows(task.body, "attachments")[0]?.url);
    const read = await ready.sandbox.fetch(new Request(url));
    expect((await read.arrayBuffer()).byteLength).toBe(140_970);
    const headers = { Authorization: `Bearer ${ready.token}` };
    expect((await ready.sandbox.fetch(new Request(url, { headers }))).status).toBe(400);
    expect((await ready.sandbox.fetch(new Request(`${url}x`))).status).toBe(403);
  });

  it("is refused as a link, as JSON and under another name", async () => {
    const ready = bench();
    const [, link] = await send(ready, form("attachment", "https://example.com/a.pdf"));
    expect(link.ECODE).toBe("ATTCH_039");
    const [, json] = await send(ready, JSON.stringify({ attachment: "x" }), "application/json");
    expect(json.ECODE).toBe("ATTCH_045");
    const [, broken] = await send(ready, "--x", "multipart/form-data; boundary=other");
    expect(broken.ECODE).toBe("ATTCH_045");
    const [, named] = await send(ready, form("file", new Blob(["x"]), "x.txt"));
    expect(named.err).toContain("part file");
  });

  it("does not fit where the Free plan's storage is full", async () => {
    const ready = bench();
    const workspace = ready.sandbox.state.workspaces["9001"];
    const seeded = ready.sandbox.state.tasks[tasks.checkout]?.attachments[0];
    if (workspace === undefined || seeded === undefined) throw new Error("seed");
    workspace.plan = "free";
    seeded.sizeBytes = 60 * 1024 * 1024;
    const [status, body] = await send(ready, form("attachment", new Blob(["x"]), "x.txt"));
    expect([status, body.ECODE]).toEqual([403, "GBUSED_005"]);
  });
});

describe("merging tasks", () => {
  const path = `/v2/task/${tasks.bug}/merge`;

  it("moves what hangs on the sources and removes them", async () => {
    const { call, get } = bench();
    const body = { source_task_ids: [tasks.checkout, tasks.oddName] };
    expect(await call("POST", path, body)).toMatchObject({ status: 200, body: {} });
    const merged = (await get(`/v2/task/${tasks.bug}?include_subtasks=true`)).body;
    expect(rows(merged, "subtasks").map((task) => task.id)).toContain(tasks.subtask);
    expect(rows(merged, "attachments")).toHaveLength(1);
    expect(rows(merged, "assignees").map((user) => user.id)).toEqual([1003, 1001]);
    expect(rows((await get(`/v2/task/${tasks.bug}/comment`)).body, "comments")).toHaveLength(25);
    expect((await get(`/v2/task/${tasks.checkout}`)).body.ECODE).toBe("OAUTH_027");
  });

  it("takes native ids only, changes nothing when one is wrong", async () => {
    const { call, get } = bench();
    const merge = async (...source_task_ids: string[]) =>
      (await call("POST", path, { source_task_ids })).body.ECODE;
    expect(await merge("NW-1")).toBe("OAUTH_027");
    expect(await merge(tasks.checkout, "typo")).toBe("OAUTH_027");
    expect(await merge(tasks.bug)).toBe("SANDBOX_002");
    expect(await merge()).toBe("INPUT_003");
    expect((await get(`/v2/task/${tasks.checkout}`)).status).toBe(200);
  });

  it("cannot swallow a task that the target lies below", async () => {
    const { call } = bench();
    const body = { source_task_ids: [tasks.checkout] };
    const refused = await call("POST", `/v2/task/${tasks.subSubtask}/merge`, body);
    expect(refused.status).toBe(400);
  });
});
