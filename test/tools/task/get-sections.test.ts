import { describe, expect, it } from "vitest";
import { taskGet } from "../../../src/tools/task/get.ts";
import { SEED, toolBench } from "../../support/tool-bench.ts";

const { checkout, subtask } = SEED.tasks;

describe("clickup_task_get", () => {
  it("shows only the sections named, and those that cost a call only on request", async () => {
    const { value, requests } = toolBench(taskGet);
    const task = await value({ task: checkout, include: ["checklists"] });
    expect(task).toHaveProperty("checklists");
    for (const key of ["description", "fields", "subtasks", "comments", "time"]) {
      expect(task).not.toHaveProperty(key);
    }
    expect(requests()).toEqual(["GET /v2/user", `GET /v2/task/${checkout}`]);
  });

  it("adds time, time in status and members with one call each", async () => {
    const { value, requests, forget } = toolBench(taskGet);
    await value({ task: checkout, include: ["time"] }); // who is in the Workspace
    forget();
    const task = await value({ task: checkout, include: ["time", "time_in_status", "members"] });
    const path = `/v2/task/${checkout}`;
    expect(
      requests()
        .map((line) => line.split("?")[0])
        .sort(),
    ).toEqual([
      `GET ${path}`,
      `GET ${path}/member`,
      `GET ${path}/time_in_status`,
      "GET /v2/team/9001/time_entries",
    ]);
    expect(task).toHaveProperty("checklists");
    const { time, time_in_status, members } = task;
    expect({ time, time_in_status, members }).toMatchInlineSnapshot(`
      {
        "members": [
          "Ben Okafor",
          "Ada Lovelace",
          "Chika Tanaka",
        ],
        "time": {
          "entries": [
            {
              "billable": true,
              "by": "Ada Lovelace",
              "duration": "1h 30m",
              "start": "2026-10-31T10:00:00+01:00",
            },
            {
              "by": "Chika Tanaka",
              "duration": "2h",
              "start": "2026-11-01T10:00:00+01:00",
            },
          ],
          "of": "everyone",
          "total": "3h 30m",
        },
        "time_in_status": [
          {
            "duration": "24h",
            "since": "2026-10-21T11:00:00+02:00",
            "status": "to do",
          },
          {
            "current": true,
            "duration": "264h",
            "since": "2026-10-22T11:00:00+02:00",
            "status": "in progress",
          },
        ],
      }
    `);
  });

  it("says that there are no comments when they were asked for", async () => {
    const { value } = toolBench(taskGet);
    const { bug } = SEED.tasks;
    expect(await value({ task: bug, include: ["comments"] })).toMatchObject({ comments: [] });
    expect(await value({ task: bug })).not.toHaveProperty("comments");
  });

  it("says that there may be older comments when as many came as were asked for", async () => {
    const { value } = toolBench(taskGet);
    const { warnings } = await value({ task: checkout, comments: 3 });
    expect(warnings).toEqual([
      'There may be older comments than these 3; "comments" asks for more.',
    ]);
    expect(await value({ task: checkout, comments: 40 })).not.toHaveProperty("warnings");
  });

  it("reads comments newest first, as Markdown, over pages and with their threads", async () => {
    const { value, requests } = toolBench(taskGet);
    const { comments } = await value({ task: checkout, comments: 40, include: ["comments"] });
    expect(comments).toHaveLength(32);
    const dates = (comments as { at: string }[]).map(({ at }) => at);
    expect(dates).toEqual(dates.toSorted().reverse());
    expect(comments).toEqual(
      expect.arrayContaining([
        {
          id: expect.any(String),
          by: expect.any(String),
          at: expect.any(String),
          text: "Update 21: still looking at encoding.",
          assigned_to: "Chika Tanaka",
          replies: [
            expect.objectContaining({ by: "Ben Okafor", text: "Could it be the proxy?" }),
            expect.objectContaining({ by: "Chika Tanaka" }),
          ],
        },
      ]),
    );
    const comment = /^GET \/v2\/(task\/\w+\/comment|comment\/\d+\/reply)/;
    expect(requests().filter((line) => comment.test(line))).toHaveLength(4);
  });

  it("builds the subtask tree to the depth asked for", async () => {
    const { value } = toolBench(taskGet);
    const tree = (row: unknown): unknown => {
      const { id, subtasks } = row as { id: string; subtasks?: unknown[] };
      return subtasks === undefined ? id : { [id]: subtasks.map(tree) };
    };
    const { subSubtask, subSubSubtask } = SEED.tasks;
    const depth = async (levels: number) => tree(await value({ task: checkout, depth: levels }));
    expect(await depth(1)).toEqual({ [checkout]: [subtask] });
    expect(await depth(2)).toEqual({ [checkout]: [{ [subtask]: [subSubtask] }] });
    expect(await depth(5)).toEqual({
      [checkout]: [{ [subtask]: [{ [subSubtask]: [subSubSubtask] }] }],
    });
  });

  it("reads deeper subtasks itself when ClickUp gives the first level only", async () => {
    const { value, sandbox, requests } = toolBench(taskGet);
    sandbox.answerNext(
      async (request) => {
        const task = (await (await sandbox.fetch(request)).json()) as {
          id: string;
          subtasks: { parent: string }[];
        };
        return Response.json({
          ...task,
          subtasks: task.subtasks.filter(({ parent }) => parent === task.id),
        });
      },
      { path: `/api/v2/task/${checkout}` },
    );
    const task = await value({ task: checkout, depth: 3 });
    expect(JSON.stringify(task.subtasks)).toContain(SEED.tasks.subSubSubtask);
    expect(requests("parent=")).toHaveLength(2);
  });

  it("shows everybody's time to an owner, and says when it is the caller's own only", async () => {
    const asOwner = await toolBench(taskGet).value({ task: checkout, include: ["time"] });
    expect(asOwner.time).toMatchObject({ of: "everyone", total: "3h 30m" });
    const chika = toolBench(taskGet, { userId: SEED.users.chika });
    const asMember = await chika.value({ task: checkout, include: ["time"] });
    expect(asMember.time).toMatchObject({ of: "you" });
    expect(chika.requests().join()).not.toContain("assignee=");
  });

  it("keeps the task when one part is refused, and says which", async () => {
    const { value, sandbox } = toolBench(taskGet);
    const refusal = Response.json({ err: "off", ECODE: "TIS_027" }, { status: 400 });
    sandbox.answerNext(refusal, { path: /time_in_status/ });
    expect(await value({ task: checkout, include: ["time_in_status", "members"] })).toMatchObject({
      name: "Checkout fails for accented addresses",
      members: expect.arrayContaining(["Ada Lovelace"]),
      warnings: ["time_in_status: ClickUp refused it (ClickUp code TIS_027)"],
    });
  });

  it("names the nearest keys and Custom Fields for one that does not exist", async () => {
    const { call } = toolBench(taskGet);
    expect(await call({ task: checkout, fields: ["Severty"] })).toMatchObject({
      failure: { code: "invalid_input", argument: "fields", allowed: ["Severity"] },
    });
    expect(await toolBench(taskGet).value({ task: checkout, fields: ["severity", "due"] })).toEqual(
      {
        id: checkout,
        name: expect.any(String),
        due: "2026-11-04T18:00:00+01:00",
        fields: { Severity: "Major" },
      },
    );
  });
});
