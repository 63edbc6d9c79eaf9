/** What ClickUp can send (developer.clickup.com/docs/webhooks, 2026-11). */
import * as z from "zod";
import { invalidInput } from "../invalid-input.ts";

const OF_TASKS = [
  "taskCreated",
  "taskUpdated",
  "taskDeleted",
  "taskPriorityUpdated",
  "taskStatusUpdated",
  "taskAssigneeUpdated",
  "taskDueDateUpdated",
  "taskTagUpdated",
  "taskMoved",
  "taskCommentPosted",
  "taskCommentUpdated",
  "taskTimeEstimateUpdated",
  "taskTimeTrackedUpdated",
];
const OF_THE_REST = ["list", "folder", "space", "goal", "keyResult"].flatMap((kind) =>
  ["Created", "Updated", "Deleted"].map((what) => `${kind}${what}`),
);
const WEBHOOK_EVENTS: readonly string[] = [...OF_TASKS, ...OF_THE_REST];

export const WebhookEvents = z
  .array(z.string().trim().min(1).max(40))
  .min(1)
  .max(WEBHOOK_EVENTS.length + 1)
  .describe("taskCreated, listUpdated …; or * for all.");

export const WebhookUrl = z
  .string()
  .trim()
  .max(2_000)
  .refine(
    (text) => URL.parse(text)?.protocol === "https:" && URL.parse(text)?.username === "",
    "must be an https URL without a user in it.",
  );

/** ClickUp's spelling of each; ["*"] for all. */
export function checkEvents(given: readonly string[]): string[] {
  if (given.includes("*")) return ["*"];
  return [
    ...new Set(
      given.map((event) => {
        const known = WEBHOOK_EVENTS.find((one) => one.toLowerCase() === event.toLowerCase());
        if (known !== undefined) return known;
        throw invalidInput("events", `There is no event "${event}".`, ["*", ...WEBHOOK_EVENTS]);
      }),
    ),
  ];
}
