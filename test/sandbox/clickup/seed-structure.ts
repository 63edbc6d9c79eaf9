// Templates and webhooks of Northwind.
import type {
  FolderTemplateRow,
  ListTemplateRow,
  TemplateList,
  TemplateTask,
  WebhookRow,
} from "./rows-structure.ts";
import { SEED } from "./seed-ids.ts";

const { templates, webhooks, workspaces } = SEED;

const task = (name: string, dueDay: number, extra: Partial<TemplateTask> = {}): TemplateTask => ({
  name,
  markdown: "",
  priority: null,
  tags: [],
  dueDay,
  subtasks: [],
  ...extra,
});

const launch: TemplateList = {
  name: "Launch checklist",
  content: "What every launch needs.",
  tasks: [
    task("Write the announcement", 5, { priority: 2, tags: ["design"], subtasks: ["Quotes"] }),
    task("Brief support", 9, { markdown: "With the **FAQ**." }),
    task("Go live", 14, { priority: 1 }),
  ],
  views: [{ name: "Launch board", type: "board" }],
};

export const seedListTemplates = (): ListTemplateRow[] => [
  { ...launch, id: templates.launchList, workspaceId: workspaces.northwind },
  {
    id: templates.sprintList,
    workspaceId: workspaces.northwind,
    name: "Sprint & review",
    content: "",
    tasks: [task("Plan the sprint", 0), task("Review", 13)],
    views: [],
  },
];

export const seedFolderTemplates = (): FolderTemplateRow[] => [
  {
    id: templates.clientFolder,
    workspaceId: workspaces.northwind,
    name: "Client project",
    lists: [
      launch,
      { name: "Requests", content: "", tasks: [task("Collect requests", 1)], views: [] },
    ],
  },
];

/** One that delivers, and one that ClickUp gave up on. */
export const seedWebhooks = (): WebhookRow[] => [
  {
    id: webhooks.everything,
    userId: 1001,
    workspaceId: workspaces.northwind,
    endpoint: "https://hooks.example.com/clickup",
    events: ["*"],
    place: null,
    status: "active",
    failCount: 0,
    secret: "O94IM25S7PXBPYTMNXLLET230SRP0S89COR7B1YOJ2ZIE8WQNK5UUKEF26W0Z5GA",
  },
  {
    id: webhooks.suspended,
    userId: 1001,
    workspaceId: workspaces.northwind,
    endpoint: "https://old.example.com/hook",
    events: ["taskCreated", "taskStatusUpdated"],
    place: { kind: "list", id: SEED.lists.backlog },
    status: "suspended",
    failCount: 100,
    secret: "T1C6KQ2ZV9XWD8H3JY5B7N0M4R6PLASFGUEOI2QZXCVB9NMKJ8HG7FD6SA5PO4IU",
  },
];
