import * as z from "zod";
import type { Task, TaskChange } from "../../clickup/client.ts";
import type { ToolContext } from "../context.ts";
import { defineTool, UPDATES } from "../define-tool.ts";
import { References, Workspace } from "../fields.ts";
import { invalidInput } from "../invalid-input.ts";
import { Steps } from "../steps.ts";
import { withoutEmpty } from "../without-empty.ts";
import { membersChange } from "./native-change.ts";
import { type NamedTask, taskKeys } from "./references.ts";
import type { Named } from "./resolve.ts";
import { personName } from "./summary.ts";

const Row = z.object({
  id: z.string(),
  name: z.string().optional(),
  assignees_now: z.array(z.string()).optional(),
  watchers_now: z.array(z.string()).optional(),
  unchanged: z.boolean().optional(),
  ignored: z.array(z.string()).optional(),
  error: z.string().optional(),
  code: z.string().optional(),
});
type Row = z.output<typeof Row>;

export const taskAssign = defineTool({
  name: "clickup_task_assign",
  title: "Assign tasks",
  description:
    "Adds, removes or replaces people, Teams or watchers on one or many tasks; round_robin deals those in add out " +
    "over the tasks.",
  toolset: "tasks",
  tier: "premium",
  annotations: UPDATES,
  input: z.object({
    tasks: References.min(1).describe("Not by name."),
    add: References.optional().describe("Names, e-mails, me, Teams."),
    remove: References.optional(),
    set: References.optional(),
    role: z.enum(["assignee", "watcher"]).optional(),
    round_robin: z.boolean().optional(),
    workspace: Workspace,
  }),
  output: z.object({ tasks: z.array(Row) }),
  missing: { what: "Task", findWith: "clickup_task_search" },
  handler: async ({ tasks, workspace, ...asked }, context) => {
    checkWords(asked);
    const named = await taskKeys(tasks, context, { argument: "tasks", workspace });
    const workspaceId = await workspaceOf(named, workspace, context);
    const [add, remove, set] = await Promise.all([
      peopleOf(asked.add, "add", workspaceId, asked.role, workspace, context),
      peopleOf(asked.remove, "remove", workspaceId, asked.role, workspace, context),
      asked.set && peopleOf(asked.set, "set", workspaceId, asked.role, workspace, context),
    ]);
    const steps = new Steps("clickup_task_assign").announce(context.progress, named.length);
    const rows: Row[] = named.map(({ given }) => ({ id: given }));
    await Promise.all(
      named.map((one, index) =>
        steps.run(one.given, async () => {
          const dealt = asked.round_robin === true ? dealOut(add, index) : add;
          rows[index] = await assign(one, { add: dealt, remove, set }, asked.role, context);
        }),
      ),
    );
    steps.throwIfNothingDone();
    for (const { step, code, problem } of steps.failed) {
      const row = rows.find(({ id, name }) => id === step && name === undefined);
      if (row !== undefined) Object.assign(row, { error: problem, code });
    }
    return { tasks: rows };
  },
});

interface People {
  users: Named[];
  teams: Named[];
}

function checkWords(asked: {
  add?: string[] | undefined;
  remove?: string[] | undefined;
  set?: string[] | undefined;
  round_robin?: boolean | undefined;
}): void {
  const { add, remove, set, round_robin } = asked;
  if (add === undefined && remove === undefined && set === undefined) {
    throw invalidInput("add", 'Say who: "add", "remove" or "set".', ["add", "remove", "set"]);
  }
  if (set !== undefined && (add !== undefined || remove !== undefined)) {
    throw invalidInput("set", '"set" replaces all, so it stands without "add" and "remove".');
  }
  if (round_robin === true && (add ?? []).length === 0) {
    throw invalidInput("round_robin", '"round_robin" deals out the people in "add"; name some.');
  }
}

/** As the argument says, else the only one, else that of the first task. */
async function workspaceOf(
  [first]: readonly NamedTask[],
  workspace: string | undefined,
  { directory, clickup }: ToolContext,
): Promise<string> {
  if (workspace !== undefined) return (await directory.workspace(workspace)).id;
  const [only, ...others] = await directory.workspaces();
  if (only !== undefined && others.length === 0) return only.id;
  if (first === undefined) return (await directory.workspace(workspace)).id;
  if (typeof first.key !== "string") return first.key.workspaceId;
  const task = first.task ?? (await clickup.tasks.get(first.key, { markdown: false }));
  return task.team_id ?? (await directory.workspace(workspace)).id;
}

async function peopleOf(
  names: readonly string[] | undefined,
  argument: string,
  workspaceId: string,
  role: "assignee" | "watcher" | undefined,
  workspace: string | undefined,
  { directory }: ToolContext,
): Promise<People> {
  const lookup = { purpose: "write", argument, workspace } as const;
  const found = await Promise.all(
    (names ?? []).map(async (name) =>
      role === "watcher"
        ? { user: await directory.user(name, workspaceId, lookup) }
        : await directory.userOrTeam(name, workspaceId, lookup),
    ),
  );
  return {
    users: found.flatMap((one) => ("user" in one ? [one.user] : [])),
    teams: found.flatMap((one) => ("team" in one ? [one.team] : [])),
  };
}

function dealOut({ users, teams }: People, index: number): People {
  const all = [
    ...users.map((one) => ({ users: [one], teams: [] })),
    ...teams.map((one) => ({ users: [], teams: [one] })),
  ];
  return all[index % all.length] ?? { users: [], teams: [] };
}

/** One write; only "set" has to know who is there before. */
async function assign(
  { key, task: read }: NamedTask,
  { add, remove, set }: { add: People; remove: People; set: People | undefined },
  role: "assignee" | "watcher" | undefined,
  { clickup }: ToolContext,
): Promise<Row> {
  const field = role === "watcher" ? "watchers" : "assignees";
  const body: TaskChange = {};
  if (set === undefined) {
    const ids = (people: readonly Named[]) => people.map(({ id }) => id);
    if (add.users.length + remove.users.length > 0) {
      body[field] = { add: ids(add.users), rem: ids(remove.users) };
    }
    if (add.teams.length + remove.teams.length > 0) {
      body.group_assignees = { add: ids(add.teams), rem: ids(remove.teams) };
    }
  } else {
    const before = read ?? (await clickup.tasks.get(key, { markdown: false }));
    const changes = [membersChange(field, { add: [], remove: [], set: set.users }, before)];
    if (field === "assignees") {
      changes.push(membersChange("teams", { add: [], remove: [], set: set.teams }, before));
    }
    const needed = changes.filter(({ already }) => !already);
    if (needed.length === 0) return rowOf(before, field, { unchanged: true });
    Object.assign(body, ...needed.map((change) => change.body));
  }
  const after = await clickup.tasks.update(key, body);
  return rowOf(after, field, {
    ignored: ignoredIn(after, field, set ?? add, set ? undefined : remove),
  });
}

function rowOf(
  task: Task,
  field: "watchers" | "assignees",
  more: { unchanged?: true; ignored?: string[] },
): Row {
  const people = task[field].map(personName);
  const teams = field === "assignees" ? task.group_assignees.map(({ id, name }) => name ?? id) : [];
  return {
    id: task.id,
    name: task.name,
    [field === "watchers" ? "watchers_now" : "assignees_now"]: [...people, ...teams],
    ...withoutEmpty(more),
  };
}

/** ClickUp says yes and leaves out people who have no access, or all but one where one is the rule. */
function ignoredIn(
  after: Task,
  field: "watchers" | "assignees",
  wanted: People,
  gone: People | undefined,
): string[] {
  const there = new Set([
    ...after[field].map(({ id }) => id),
    ...after.group_assignees.map(({ id }) => id),
  ]);
  const missing = [...wanted.users, ...wanted.teams].filter(({ id }) => !there.has(id));
  const stayed = [...(gone?.users ?? []), ...(gone?.teams ?? [])].filter(({ id }) => there.has(id));
  return [
    ...missing.map(({ name }) => `${name} was not added: no access, or one assignee only`),
    ...stayed.map(({ name }) => `${name} was not removed`),
  ];
}
