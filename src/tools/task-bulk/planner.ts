/** Changes of many tasks, worked out before the first write leaves, as the steps of a job. */
import type { Task } from "../../clickup/client.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { Clock } from "../clock.ts";
import type { ToolContext } from "../context.ts";
import { slim } from "../job/action.ts";
import type { NewStep } from "../job/job.ts";
import { Resolver } from "../task/resolve.ts";
import { areTagsOff } from "../task/tags-off.ts";
import { bodyOf, planUpdate, type UpdatePlan, type UpdateWords } from "../task/update-plan.ts";

export interface PlannedUpdate {
  task: Task;
  plan: UpdatePlan;
  /** ClickUp then says yes to tags and adds none. */
  tagsOff: boolean;
}

/** One resolver for each List: names mean something only there. */
export class Planner {
  readonly #workspace: string | undefined;
  readonly #clock: Clock;
  readonly #context: ToolContext;
  readonly #resolvers = new Map<string, Resolver>();
  readonly #newTags = new Map<string, Set<string>>();
  readonly #tagsOff = new Map<string, boolean>();

  constructor(workspace: string | undefined, clock: Clock, context: ToolContext) {
    this.#workspace = workspace;
    this.#clock = clock;
    this.#context = context;
  }

  get newTags(): string[] {
    return [...new Set([...this.#newTags.values()].flatMap((tags) => [...tags]))];
  }

  noteTags(): void {
    for (const spaceId of this.#newTags.keys()) {
      this.#context.directory.note({ changed: "tags", spaceId });
    }
  }

  async plan(task: Task, change: UpdateWords, argument: string): Promise<PlannedUpdate> {
    const { directory } = this.#context;
    const workspaceId = task.team_id ?? (await directory.workspace(this.#workspace)).id;
    const listId = task.list?.id ?? "";
    const place = { workspaceId, listId, spaceId: task.space?.id, workspace: this.#workspace };
    const resolver = this.#resolvers.get(listId) ?? new Resolver(this.#context, this.#clock, place);
    this.#resolvers.set(listId, resolver);
    const status =
      change.status === undefined
        ? undefined
        : await resolver.status(change.status, `${argument}.status`);
    const words = { ...change, ...(status !== undefined && { status }) };
    const before = { ...task, team_id: workspaceId };
    const plan = await planUpdate(words, before, resolver, this.#clock, this.#context);
    if (plan.newTags.length > 0 && place.spaceId !== undefined) {
      const known = this.#newTags.get(place.spaceId) ?? new Set<string>();
      for (const tag of plan.newTags) known.add(tag);
      this.#newTags.set(place.spaceId, known);
    }
    const tagsOff = plan.addTags.length > 0 && (await this.#areTagsOff(before));
    return { task, plan, tagsOff };
  }

  /** Asked once for each Space. */
  async #areTagsOff(task: Task): Promise<boolean> {
    const spaceId = task.space?.id ?? "";
    const off = this.#tagsOff.get(spaceId) ?? (await areTagsOff(task, this.#context));
    this.#tagsOff.set(spaceId, off);
    return off;
  }
}

export function callsOf({ native, addTags, removeTags, fields }: UpdatePlan): number {
  return (native.length > 0 ? 1 : 0) + addTags.length + removeTags.length + fields.length;
}

export function stepsOf({ task, plan, tagsOff }: PlannedUpdate, item: number): NewStep[] {
  const { id } = task;
  const steps: NewStep[] = [];
  if (plan.native.length > 0) {
    const does = plan.native.map(({ field }) => field).join(", ");
    const change = bodyOf(plan.native);
    steps.push({ item, does, action: { do: "update_task", task: id, change } });
  }
  for (const tag of plan.addTags) {
    const check = tagsOff ? { check: tagsOff } : {};
    steps.push({ item, does: `tag ${tag}`, action: { do: "add_tag", task: id, tag, ...check } });
  }
  for (const tag of plan.removeTags) {
    steps.push({ item, does: `tag ${tag}`, action: { do: "remove_tag", task: id, tag } });
  }
  for (const [index, write] of slim(plan.fields).entries()) {
    const fieldId = plan.fields[index]?.field.id;
    const current = task.custom_fields.find((field) => field.id === fieldId)?.value;
    steps.push({
      item,
      does: write.field.name,
      action: {
        do: "set_field",
        task: id,
        write,
        // What ClickUp sent, so JSON.
        ...(current !== undefined && { current: current as JsonValue }),
      },
    });
  }
  return steps;
}
