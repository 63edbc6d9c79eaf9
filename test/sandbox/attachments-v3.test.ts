import { describe, expect, it } from "vitest";
import { type Bench, bench, rows } from "./bench.ts";
import { isObject, type JsonObject } from "./clickup/json.ts";
import { SEED } from "./clickup/seed.ts";

const { tasks, fields } = SEED;
const W3 = "/v3/workspaces/9001";
const ON_TASK = `${W3}/attachments/${tasks.bug}/attachments`;
const IN_FIELD = `${W3}/custom_fields/${fields.attachment}/attachments`;

async function upload(
  { sandbox, token }: Bench,
  path: string,
  fields: Record<string, string | File>,
): Promise<{ status: number; body: JsonObject }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await sandbox.fetch(
    new Request(`http://localhost:8788/api${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: form,
    }),
  );
  const body: unknown = await response.json();
  return { status: response.status, body: isObject(body) ? body : {} };
}

const file = () => new File(["hello"], "hello.txt", { type: "text/plain" });

describe("files through v3", () => {
  it("go on a task, under a name of their own, and are listed there", async () => {
    const one = bench();
    const made = await upload(one, ON_TASK, { attachment: file(), filename: "note.txt" });
    expect(made).toMatchObject({
      status: 200,
      body: { title: "note.txt", size: 5, parent_entity_type: "tasks", parent_id: tasks.bug },
    });
    const { body } = await one.get(ON_TASK);
    expect(rows(body, "data")).toMatchObject([{ title: "note.txt", mime_type: "text/plain" }]);
    expect(body.next_cursor).toBe("");
    const task = (await one.get(`/v2/task/${tasks.bug}`)).body;
    expect(rows(task, "attachments")).toMatchObject([{ title: "note.txt" }]);
  });

  it("go into a Files field, and from there onto a task by its value", async () => {
    const one = bench();
    const { body } = await upload(one, IN_FIELD, { attachment: file() });
    const set = `/v2/task/${tasks.bug}/field/${fields.attachment}`;
    await one.call("POST", set, { value: { add: [body.id ?? null] } });
    const task = (await one.get(`/v2/task/${tasks.bug}`)).body;
    const field = rows(task, "custom_fields").find((row) => row.id === fields.attachment);
    expect(field?.value).toMatchObject([{ id: body.id, title: "hello.txt" }]);
    expect(rows((await one.get(IN_FIELD)).body, "data")).toHaveLength(1);
  });

  it("are refused where they do not belong", async () => {
    const one = bench();
    const status = async (path: string) => (await upload(one, path, { attachment: file() })).status;
    expect(await status(`${W3}/task/${tasks.bug}/attachments`)).toBe(400);
    expect(await status(`${W3}/attachments/nope/attachments`)).toBe(404);
    expect(await status(`${W3}/custom_fields/${fields.number}/attachments`)).toBe(400);
    const link = await upload(one, ON_TASK, { attachment: "https://example.com/a.txt" });
    expect(link).toMatchObject({ status: 400 });
    expect((await one.call("POST", ON_TASK, { attachment: "x" })).status).toBe(400);
  });
});
