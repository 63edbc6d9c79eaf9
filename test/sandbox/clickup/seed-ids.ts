// Names for the seeded things that tests point at. Workspace 9001 and its Lists 901–1000 are described in seed-places.ts.
import { taskIdOf, uuidOf, v3IdOf } from "./ids.ts";

const field = (place: number): string => uuidOf(30_000 + place);

export const SEED = {
  users: {
    ada: "1001",
    ben: "1002",
    chika: "1003",
    dora: "1004",
    invited: "1005",
    /** Owner of Summit, its admin, its guest, a member with a custom role. */
    emil: "1006",
    farah: "1007",
    guest: "1008",
    hana: "1009",
  },
  /** Summit is on the Enterprise plan. */
  workspaces: { northwind: "9001", harbor: "9002", summit: "9003" },
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
    /** In 9003. */
    delivery: "301",
  },
  folders: {
    roadmap: "501",
    q4Launch: "503",
    mobile: "504",
    ios: "505",
    android: "506",
    inbox: "513",
    /** In 9003. */
    clients: "701",
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
    /** In 9003: in the Folder "Clients", and without one. */
    rollout: "3001",
    intake: "3002",
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
    /** In 9003. */
    firstSite: taskIdOf(51),
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
    /** On the Product Space, with two messages. */
    productChat: "8c-105",
  },
  timeEntries: {
    checkoutAda: "1963465985517105840",
    checkoutChika: "1963465985517105841",
    /** 40 days old, labelled, approved, with a history. */
    old: "1963465985517105842",
    withoutTask: "1963465985517105843",
    /** Chika's. */
    running: "1963465985517105844",
  },
  templates: {
    bugReport: "t-86c9001",
    launchList: "t-15363293",
    sprintList: "t-15363298",
    clientFolder: "t-7162342",
  },
  /** Ada's. */
  webhooks: { everything: uuidOf(60_001), suspended: uuidOf(60_002) },
  taskTypes: { bug: 1300, epic: 1301 },
  docs: {
    /** A wiki in Product with pages on three levels, one very long, one empty and without a name. */
    handbook: v3IdOf(1101),
    launch: v3IdOf(1102),
    /** Text that gives orders to a reader. */
    hostile: v3IdOf(1103),
    /** In the private Space: Ada and Chika. */
    labNotes: v3IdOf(1106),
    /** Private: Ben alone, so that Ada gets ACCESS_999. */
    bensDraft: v3IdOf(1107),
    archived: v3IdOf(1108),
    deleted: v3IdOf(1109),
  },
  pages: {
    welcome: v3IdOf(1201),
    onCall: v3IdOf(1202),
    runbook: v3IdOf(1203),
    glossary: v3IdOf(1204),
    empty: v3IdOf(1205),
    launch: v3IdOf(1206),
    hostile: v3IdOf(1207),
    labNotes: v3IdOf(1208),
    bensDraft: v3IdOf(1209),
  },
  channels: {
    general: v3IdOf(1301),
    /** Private: Ada and Chika. */
    leads: v3IdOf(1302),
    /** On the Space Product. */
    product: v3IdOf(1303),
    /** More than 100 messages. */
    support: v3IdOf(1304),
    /** Direct: Ada and Ben. */
    adaBen: v3IdOf(1305),
    archived: v3IdOf(1306),
    /** Private and without Ada. */
    bensOwn: v3IdOf(1307),
  },
  messages: {
    /** In General: two replies, reactions, somebody tagged. */
    thread: "80130001",
    reply: "80130002",
    post: "80130004",
    hostile: "80130005",
    /** Assigned to Chika, open. */
    assigned: "80130006",
    /** Where Ada is not. */
    secret: "80130007",
  },
  goals: {
    /** Three key results: number, boolean, automatic. */
    beta: uuidOf(41_001),
    /** In the goal folder "2026 & on". */
    quality: uuidOf(41_002),
    completed: uuidOf(41_003),
    /** Private: Ben alone. */
    bensOwn: uuidOf(41_004),
  },
  keyResults: { teams: uuidOf(41_101), press: uuidOf(41_102), tasks: uuidOf(41_103) },
  /** Of 9003: for members, for guests. */
  customRoles: { contractor: 998_877, auditor: 12_345 },
  /** Kinds of post in Northwind. */
  postSubtypes: {
    announcement: uuidOf(43_001),
    discussion: uuidOf(43_002),
    idea: uuidOf(43_003),
    update: uuidOf(43_004),
  },
} as const;
