/** What ClickUp's documents let an answer leave out, and what no answer may claim for that. */
import { describe, expect, it } from "vitest";
import { checklistUpdate } from "../../src/tools/checklist/update.ts";
import { commentCreate } from "../../src/tools/comment/create.ts";
import { commentUpdate } from "../../src/tools/comment/update.ts";
import { memberList } from "../../src/tools/member/list.ts";
import { spaceCreate } from "../../src/tools/space/create.ts";
import { tagList } from "../../src/tools/tag/list.ts";
import { taskAssign } from "../../src/tools/task/assign.ts";
import { taskGet } from "../../src/tools/task/get.ts";
import { taskList } from "../../src/tools/task/list.ts";
import { taskMyWork } from "../../src/tools/task/my-work.ts";
import { taskTimeInStatus } from "../../src/tools/task/time-in-status.ts";
import { taskEstimateUpdate } from "../../src/tools/task-estimate/update.ts";
import { userUpdate } from "../../src/tools/user/update.ts";
import { webhookUpdate } from "../../src/tools/webhook/update.ts";
import { workspaceGet } from "../../src/tools/workspace/get.ts";
import { SEED, toolBench } from "../support/tool-bench.ts";

const { bug, checkout, milestone } = SEED.tasks;
const { backlog } = SEED.lists;

type Change = (body: Record<string, unknown>) => unknown;

/** The answers below a path, changed. */
function told(path: RegExp, change: Change) {
  return async (request: Request, answer: Response): Promise<Response> =>
    path.test(`${request.method} ${new URL(request.url).pathname}`) && answer.ok
      ? Response.json(change((await answer.json()) as Record<string, unknown>))
      : answer;
}

/** The answers to writes, changed; and from the first of them on every read is refused. */
function blindOnceWritten(change: Change) {
  let hasWritten = false;
  return async ({ method }: Request, answer: Response): Promise<Response> => {
    if (method !== "GET") {
      hasWritten = true;
      return Response.json(change((await answer.json()) as Record<string, unknown>));
    }
    const refusal = { err: "no", ECODE: "ACCESS_083" };
    return hasWritten ? Response.json(refusal, { status: 403 }) : answer;
  };
}

describe("an answer that leaves out what its document does not promise", () => {
  it("does not stop the Workspaces from being told when ClickUp sends no count of calls left", async () => {
    const retell = async (_: Request, answer: Response) =>
      Response.json(await answer.json(), { status: answer.status });
    const workspaces = await toolBench(workspaceGet, { retell }).value({});
    expect(workspaces).toMatchObject({ workspaces: [{ id: "9001" }] });
    expect(workspaces).not.toHaveProperty("calls_left");
  });

  it("leaves out a task type whose id is no number, as one of ClickUp's examples has it", async () => {
    const retell = told(/custom_item$/, ({ custom_items }) => ({
      custom_items: [{ id: "b6c9-uuid", name: "Odd" }, ...(custom_items as object[])],
    }));
    const { value } = toolBench(workspaceGet, { retell });
    const { task_types } = await value({ workspace: "9001", include: ["task_types"] });
    expect(task_types).toContainEqual({ id: 1300, name: "Bug" });
    expect(JSON.stringify(task_types)).not.toContain("Odd");
  });

  it("is no proof that nobody has the role: the published members have none", async () => {
    const { value } = toolBench(memberList, { retell: told(/GET .*\/v2\/team$/, withoutRoles) });
    expect(await value({ role: "owner" })).toEqual({
      members: [],
      complete: false,
      note: "ClickUp tells no role for 4 of the people here.",
    });
  });

  it("takes a person's id where ClickUp tells nobody of the Workspace, and a name not", async () => {
    const retell = told(/GET .*\/v2\/team$/, ({ teams }) => ({
      teams: (teams as object[]).map((team) => ({ ...team, members: undefined })),
    }));
    const { call, writes } = toolBench(taskAssign, { retell });
    const named = await call({ tasks: [bug], add: ["Ben Okafor"] });
    expect(named).toMatchObject({ failure: { code: "not_found" } });
    expect(writes()).toEqual([]);
    expect(await call({ tasks: [bug], add: [SEED.users.ben] })).toMatchObject({ ok: true });
    expect(writes()).toMatchObject([{ body: { assignees: { add: [Number(SEED.users.ben)] } } }]);
  });

  it("does not hide the time of other tasks behind one that cannot be read", async () => {
    const retell = told(/bulk_time_in_status/, (body) => ({ ...body, [bug]: null, odd: "?" }));
    expect(
      await toolBench(taskTimeInStatus, { retell }).value({ tasks: [bug, milestone] }),
    ).toMatchObject({ tasks: [{ id: milestone }], missing: [bug] });
  });

  it("is not taken for a refused estimate when its numbers are text, or when there are none", async () => {
    const given = { task: bug, estimates: { "Chika Tanaka": "2h" } };
    const asText = told(/PATCH/, (body) =>
      JSON.parse(JSON.stringify(body).replace(/:(\d+)/g, ':"$1"')),
    );
    expect(await toolBench(taskEstimateUpdate, { retell: asText }).value(given)).toEqual(
      await toolBench(taskEstimateUpdate).value(given),
    );
    const nothing = told(/PATCH/, () => ({}));
    expect(await toolBench(taskEstimateUpdate, { retell: nothing }).value(given)).toEqual({
      task: bug,
      by_user: {},
      note: "ClickUp took it, and its answer does not show the estimates.",
    });
  });

  it("does not lose the items of a new checklist: its task shows it", async () => {
    const { value, sandbox } = toolBench(checklistUpdate, {
      retell: told(/(POST|PUT) .*checklist/, () => ({})),
    });
    const made = await value({
      task: checkout,
      checklist: "Handover",
      add_items: ["Write it down"],
      check: ["Write it down"],
    });
    expect(made).toMatchObject({
      created: true,
      items: [{ name: "Write it down", done: true }],
    });
    expect(made).not.toHaveProperty("ignored");
    const now = sandbox.state.tasks[checkout]?.checklists.find(({ name }) => name === "Handover");
    expect(now?.items).toMatchObject([{ name: "Write it down", resolved: true }]);
  });

  it("does not make what was done look refused when the look at it is", async () => {
    const items = { task: checkout, checklist: "Handover", add_items: ["Write it down"] };
    const checklist = toolBench(checklistUpdate, { retell: blindOnceWritten(() => ({})) });
    expect(await checklist.call(items)).toMatchObject({
      failure: { code: "clickup_unavailable", mayHaveHappened: true },
    });
    const retell = blindOnceWritten(({ color: _, features: __, ...rest }) => rest);
    const space = toolBench(spaceCreate, { retell });
    const made = await space.value({
      name: "Research",
      color: "#ff0000",
      features: { time_tracking: true },
    });
    expect(made).toEqual({ id: made.id, name: "Research", url: expect.any(String) });
  });

  it("still says that a reply was written", async () => {
    const { call } = toolBench(commentCreate, { retell: told(/\/reply$/, () => ({})) });
    expect(await call({ reply_to: "90130003447", text: "Seen" })).toMatchObject({
      value: { structured: {}, text: "Done; ClickUp's answer tells nothing more." },
    });
  });
});

describe("a priority that is none", () => {
  it.each([[""], [0], [{}]])("is told as %j and comes behind low all the same", async (none) => {
    const retell = told(/GET .*\/task$/, (body) =>
      JSON.parse(
        JSON.stringify(body, (key, value) => (key === "priority" && value === null ? none : value)),
      ),
    );
    const given = { user: "me", in: [backlog] };
    expect(await toolBench(taskMyWork, { retell }).value(given)).toEqual(
      await toolBench(taskMyWork).value(given),
    );
  });
});

describe("an update that replaces the whole", () => {
  const on = SEED.tasks.checkout;
  const without =
    (name: string): Change =>
    (body) =>
      JSON.parse(JSON.stringify(body, (key, value) => (key === name ? undefined : value)));

  it("keeps a comment's text where ClickUp tells it plainly, and empties none whose text it does not tell", async () => {
    const plain = toolBench(commentUpdate, { retell: told(/GET .*comment/, without("comment")) });
    const given = { comment: "90130003447", on, resolved: true };
    expect(await plain.value(given)).toMatchObject({ changed: ["resolved"] });
    expect(plain.writes()).toMatchObject([
      { body: { comment: [{ text: "Update 21: still looking at encoding." }] } },
    ]);
    const untold = toolBench(commentUpdate, {
      retell: told(/GET .*comment/, (body) =>
        without("comment")(without("comment_text")(body) as never),
      ),
    });
    expect(await untold.call(given)).toMatchObject({ failure: { argument: "text" } });
    expect(untold.writes()).toEqual([]);
  });

  it.each([
    ["events", { active: false }],
    ["endpoint", { active: false }],
  ])("asks for a webhook's %s rather than sends it empty", async (name, change) => {
    const { call, writes } = toolBench(webhookUpdate, {
      retell: told(/GET .*webhook/, without(name)),
    });
    expect(await call({ webhook: SEED.webhooks.everything, ...change })).toMatchObject({
      failure: { code: "invalid_input" },
    });
    expect(writes()).toEqual([]);
  });

  it("asks whether a person is an admin rather than takes it away", async () => {
    const { call, writes } = toolBench(userUpdate, {
      userId: SEED.users.emil,
      workspaceIds: [SEED.workspaces.summit],
      retell: told(/GET /, without("role")),
    });
    expect(await call({ user: SEED.users.hana, name: "Hana K" })).toMatchObject({
      failure: { argument: "admin" },
    });
    expect(writes()).toEqual([]);
  });
});

describe("a listing that gives the same page again and again", () => {
  const pages = /GET .*\/task$/;
  const first = new Map<string, string>();
  const retell = async (request: Request, answer: Response): Promise<Response> => {
    if (!pages.test(`${request.method} ${new URL(request.url).pathname}`)) return answer;
    const kept =
      first.get("page") ?? (await answer.text()).replace('"last_page":true', '"last_page":false');
    first.set("page", kept);
    return new Response(kept);
  };

  it("ends the reading, and is not told as complete", async () => {
    first.clear();
    const { value, requests } = toolBench(taskList, { retell });
    const list = await value({ in: [backlog], limit: 500 });
    expect(list).toMatchObject({ complete: false, note: expect.stringContaining("same page") });
    expect(list).not.toHaveProperty("next_cursor");
    expect(requests().filter((one) => one.includes("page=")).length).toBeLessThanOrEqual(4);
  });

  it("ends the search for a task by its name", async () => {
    first.clear();
    const { call, requests } = toolBench(taskGet, { retell });
    const given = { task: "No such task here", list: backlog };
    expect(await call(given)).toMatchObject({ failure: { code: "not_found" } });
    expect(requests().filter((one) => one.includes("page=")).length).toBeLessThanOrEqual(4);
  });

  it("counts each task once for its tags", async () => {
    first.clear();
    const once = await toolBench(tagList).value({ space: "Product", with_counts: true });
    const again = await toolBench(tagList, { retell }).value({
      space: "Product",
      with_counts: true,
    });
    const bugs = (list: object) => JSON.stringify(list).match(/"bug".*?"tasks":(\d+)/)?.[1];
    expect(Number(bugs(again))).toBeLessThanOrEqual(Number(bugs(once)));
  });
});

function withoutRoles({ teams }: Record<string, unknown>) {
  return JSON.parse(JSON.stringify({ teams }).replace(/,"role\w*":[^,}]+/g, ""));
}
