// Names for the seeded things that tests point at. Workspace 9001 and its Lists 901–1000 are described in seed-places.ts.
import { taskIdOf, uuidOf } from "./ids.ts";

const field = (place: number): string => uuidOf(30_000 + place);

export const SEED = {
  users: { ada: "1001", ben: "1002", chika: "1003", dora: "1004", invited: "1005" },
  workspaces: { northwind: "9001", harbor: "9002" },
  spaces: {
    product: "101",
    marketing: "102",
    support: "103",
    /** Tags, time tracking, multiple Lists and time in status are off. */
    operations: "104",
    /** Private: Ada and Chika. */
    lab: "105",
    clientWork: "201",
    archived: "203",
  },
  folders: {
    roadmap: "501",
    q4Launch: "503",
    mobile: "504",
    ios: "505",
    android: "506",
    inbox: "513",
  },
  lists: {
    /** More than 250 open tasks. */
    backlog: "901",
    now: "902",
    /** Has statuses of its own. */
    launchPlan: "913",
    /** "Sprint Board", in two Folders. */
    sprintBoardIos: "919",
    sprintBoardAndroid: "922",
    blackFriday: "930",
    tickets: "947",
    onboarding: "958",
    /** Without a Folder. */
    productInbox: "978",
    secretRoadmap: "996",
    /** In 9002; its default type hits the Free plan's cap. */
    supportHours: "2002",
    websiteRelaunch: "2001",
  },
  tasks: {
    /** Every kind of field, checklists, 32 comments with threads, relations, attachments, subtasks on three levels. */
    checkout: taskIdOf(1),
    /** Two of one name in one List. */
    pricingPage: taskIdOf(2),
    pricingPageAgain: taskIdOf(3),
    /** Text that gives orders to a reader, with invisible Unicode. */
    hostile: taskIdOf(4),
    /** Markup, accents and emoji in the name. */
    oddName: taskIdOf(5),
    milestone: taskIdOf(6),
    /** Type Bug, with the field that only Bugs have. */
    bug: taskIdOf(7),
    /** Home in Backlog, shown in Now as well. */
    inTwoLists: taskIdOf(8),
    /** Subtask, sub-subtask and one more of `checkout`. */
    subtask: taskIdOf(9),
    subSubtask: taskIdOf(10),
    subSubSubtask: taskIdOf(11),
    closed: taskIdOf(12),
    archived: taskIdOf(13),
    secret: taskIdOf(14),
  },
  fields: {
    text: field(1),
    short_text: field(2),
    url: field(3),
    email: field(4),
    phone: field(5),
    number: field(6),
    currency: field(7),
    date: field(8),
    drop_down: field(9),
    labels: field(10),
    checkbox: field(11),
    users: field(12),
    tasks: field(13),
    list_relationship: field(14),
    attachment: field(15),
    emoji: field(16),
    manual_progress: field(17),
    location: field(18),
    button: field(19),
    automatic_progress: field(20),
    formula: field(21),
    rollup: field(22),
    votes: field(23),
    signature: field(24),
    costCentre: field(25),
    effort: field(26),
    /** For task type 1300 only. */
    stepsToReproduce: field(27),
  },
  options: {
    blocker: uuidOf(20_000),
    major: uuidOf(20_001),
    minor: uuidOf(20_002),
    trivial: uuidOf(20_003),
  },
  labels: {
    web: uuidOf(21_000),
    ios: uuidOf(21_001),
    android: uuidOf(21_002),
    ops: uuidOf(21_003),
  },
  groups: { design: uuidOf(501), platform: uuidOf(502) },
  views: {
    backlogList: "8c-101",
    backlogBoard: "8c-102",
    backlogRequired: "8c-103",
    everything: "8c-104",
  },
  templates: { bugReport: "t-86c9001" },
  taskTypes: { bug: 1300, epic: 1301 },
} as const;
