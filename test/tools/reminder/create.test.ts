import { describe, expect, it } from "vitest";
import { reminderCreate } from "../../../src/tools/reminder/create.ts";
import { toolBench } from "../../support/tool-bench.ts";

describe("clickup_reminder_create", () => {
  it("creates one in one call where the undocumented call is switched on", async () => {
    const { call, writes, forget, value } = toolBench(reminderCreate, {
      undocumented: ["reminder_create"],
    });
    await value({ title: "Warm up", when: "tomorrow" });
    // For the caller, who goes without saying; a day alone is kept where ClickUp keeps it.
    expect(writes().map(({ body }) => body)).toEqual([
      { title: "Warm up", due_date: Date.UTC(2026, 10, 3, 3) },
    ]);
    forget();
    expect(
      await call({
        title: "Call Ben",
        when: "tomorrow 9am",
        note: "About the kit",
        for: "Ben Okafor",
      }),
    ).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "structured": {
            "for": "Ben Okafor",
            "id": "918adf35-2918-4cf1-840a-d793f6f04a2e",
            "when": "2026-11-03T09:00:00+01:00",
          },
          "text": "id: 918adf35-2918-4cf1-840a-d793f6f04a2e
      when: 2026-11-03T09:00:00+01:00
      for: Ben Okafor",
        },
      }
    `);
    expect(writes()).toMatchInlineSnapshot(`
      [
        {
          "body": {
            "assignee": 1002,
            "description": "About the kit",
            "due_date": 1793692800000,
            "title": "Call Ben",
          },
          "request": "POST /v2/reminder",
        },
      ]
    `);
  });

  it("says that it is switched off, and sends nothing", async () => {
    const { call, requests } = toolBench(reminderCreate);
    expect(await call({ title: "x", when: "tomorrow" })).toMatchInlineSnapshot(`
      {
        "failure": {
          "code": "not_enabled",
          "setting": "reminder_create in CLICKUP_UNDOCUMENTED",
          "tool": "clickup_reminder_create",
        },
        "ok": false,
      }
    `);
    expect(requests()).toEqual([]);
  });

  it("takes no past, no half understood date and no stranger", async () => {
    const { call, writes } = toolBench(reminderCreate, { undocumented: ["reminder_create"] });
    for (const input of [
      { title: "x", when: "2026-01-01T10:00" },
      { title: "x", when: "soonish" },
      { title: "x", when: "tomorrow", for: "nobody" },
      { title: " ", when: "tomorrow" },
    ]) {
      expect((await call(input)).ok, JSON.stringify(input)).toBe(false);
    }
    expect(writes()).toEqual([]);
  });
});
