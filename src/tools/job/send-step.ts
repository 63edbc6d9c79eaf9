/** Sends one step of a job to ClickUp and says what came of it. */
import type { ClickUp, NewTask, Task } from "../../clickup/client.ts";
import { ClickUpError } from "../../clickup/errors.ts";
import { sendField } from "../custom-field/send.ts";
import type { Ignored } from "../ignored.ts";
import { droppedOnCreate } from "../task/new-task.ts";
import { missingTags, notAdded } from "../task/tags-off.ts";
import type { Action, Target } from "./action.ts";
import type { StepResult } from "./job.ts";
import type { SendStep } from "./run-job.ts";
import { notKept } from "./verify.ts";

/** Place type of a Folder in ClickUp's Docs. */
const FOLDER_PLACE = 5;
const CAPPED = "the plan's cap on this List's task type is reached, so a plain task was created";
const MOVE_IGNORED = "ClickUp accepted this and did not do it";

/** Sends each action once; what ClickUp refuses is thrown. */
export function stepSender(clickup: ClickUp): SendStep {
  return (action, idOf) => {
    const at = (target: Target) => (typeof target === "string" ? target : idOf(target.step));
    return send(action, at, clickup);
  };
}

async function send(
  action: Action,
  at: (target: Target) => string,
  clickup: ClickUp,
): Promise<StepResult> {
  switch (action.do) {
    case "create_task": {
      const { task, parent, check } = action;
      const body = parent === undefined ? task : { ...task, parent: at(parent) };
      const { made, capped } = await createTask(at(action.list), body, clickup);
      const ignored = droppedOnCreate({ ...check, task: body, newTags: [] }, made);
      if (capped) ignored.push({ field: "type", reason: CAPPED });
      return result({ id: made.id, name: made.name || task.name, url: made.url }, ignored);
    }
    case "update_task": {
      const after = await clickup.tasks.update(action.task, action.change);
      return result({ id: after.id, name: after.name }, notKept(action.change, after));
    }
    case "delete_task":
      await clickup.tasks.delete(action.task);
      return {};
    case "move_task": {
      const { workspaceId, task, listId, move } = action;
      const landed = await clickup.tasks.move(workspaceId, task, listId, move);
      const stayed = landed !== undefined && landed !== listId;
      return result({ id: task }, stayed ? [{ field: "list", reason: MOVE_IGNORED }] : []);
    }
    case "set_field": {
      const { write, task, current } = action;
      const there = current === undefined ? undefined : { ...write.field, value: current };
      await sendField(clickup, task, write, there);
      return { id: task };
    }
    case "add_tag": {
      const { task, tag, check } = action;
      await clickup.tags.add(task, tag);
      const missing = check === true ? await missingTags(task, [tag], clickup) : [];
      const ignored = missing.map((one) => ({ field: `tag ${one}`, reason: notAdded([one]) }));
      return result({ id: task }, ignored);
    }
    case "remove_tag":
      await clickup.tags.remove(action.task, action.tag);
      return { id: action.task };
    case "wait_on":
      await clickup.relations.addDependency(at(action.task), { depends_on: at(action.other) });
      return {};
    case "add_checklist": {
      const made = await clickup.checklists.create(at(action.task), action.name);
      return result({ id: made?.id }, []);
    }
    case "add_item":
      await clickup.checklists.addItem(at(action.checklist), { name: action.name });
      return {};
    case "create_folder": {
      const made = await clickup.folders.create(action.spaceId, { name: action.name });
      return { id: made.id, name: made.name };
    }
    case "create_list": {
      const folder = { kind: "folder", id: at(action.folder) } as const;
      const made = await clickup.lists.create(folder, { name: action.name });
      return { id: made.id, name: made.name };
    }
    case "create_view": {
      const folder = { kind: "folder", id: at(action.folder) } as const;
      const made = await clickup.views.create(folder, action.view);
      return { id: made.id, name: made.name };
    }
    case "create_doc": {
      const parent = { id: at(action.folder), type: FOLDER_PLACE };
      const made = await clickup.docs.create(action.workspaceId, { name: action.name, parent });
      return { id: made.id, name: action.name };
    }
    case "rename_folder":
      return renamed(action, (await clickup.folders.rename(action.folderId, action.name)).name);
    case "rename_list":
      return renamed(
        action,
        (await clickup.lists.update(action.listId, { name: action.name })).name,
      );
  }
}

/** With a List whose default type is over the plan's cap, ClickUp refuses tasks that name no type. */
async function createTask(
  listId: string,
  task: NewTask,
  { tasks }: ClickUp,
): Promise<{ made: Task; capped: boolean }> {
  try {
    return { made: await tasks.create(listId, task), capped: false };
  } catch (error) {
    const capped = error instanceof ClickUpError && error.ecode === "ITEM_246";
    if (!capped || task.custom_item_id !== undefined) throw error;
  }
  return { made: await tasks.create(listId, { ...task, custom_item_id: 0 }), capped: true };
}

function renamed({ name }: { name: string }, now: string): StepResult {
  return result({ name: now }, now === name ? [] : [{ field: "name", reason: MOVE_IGNORED }]);
}

function result(base: StepResult, ignored: readonly Ignored[]): StepResult {
  return ignored.length === 0 ? base : { ...base, ignored };
}
