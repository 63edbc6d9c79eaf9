// Folders and Lists. Workspace 9001 has exactly 5 Spaces, 20 Folders and 100 Lists, none archived;
// what is archived lives in 9002.
import { INBOX, LAUNCH, seedStatuses } from "./seed-spaces.ts";
import type { FolderRow, ListRow } from "./state.ts";

interface FolderSpec {
  id: string;
  space: string;
  name: string;
  parent?: string;
  lists: readonly string[];
  archived?: true;
}

const FOLDERS: readonly FolderSpec[] = [
  {
    id: "501",
    space: "101",
    name: "Roadmap",
    lists: ["Backlog", "Now", "Next", "Later", "Ideas", "Discovery", "Bugs & Regressions"],
  },
  {
    id: "502",
    space: "101",
    name: "Releases",
    lists: ["2026.09", "2026.10", "2026.11", "2026.12", "Hotfixes"],
  },
  {
    id: "503",
    space: "101",
    name: "Q4 Launch",
    parent: "501",
    lists: ["Launch Plan", "Press Kit", "Beta Feedback", "Go / No-Go"],
  },
  { id: "504", space: "101", name: "Mobile", lists: ["Shared Components", "App Store"] },
  {
    id: "505",
    space: "101",
    name: "iOS",
    parent: "504",
    lists: ["Sprint Board", "Ideas", "Crash Reports"],
  },
  {
    id: "506",
    space: "101",
    name: "Android",
    parent: "504",
    lists: ["Sprint Board", "Ideas", "Crash Reports"],
  },
  {
    id: "507",
    space: "101",
    name: "Platform",
    lists: ["API", "Infrastructure", "Security", "Observability", "Data"],
  },
  {
    id: "508",
    space: "102",
    name: "Campaigns & Events",
    lists: ["Black Friday", "Webinars", "Trade Fair Köln", "Partner Co-Marketing", "Newsletter"],
  },
  {
    id: "509",
    space: "102",
    name: "Content",
    lists: ["Editorial Calendar", "Case Studies", "Translations"],
  },
  {
    id: "510",
    space: "102",
    name: "Blog",
    parent: "509",
    lists: ["Drafts", "Ideas", "Published Posts"],
  },
  {
    id: "511",
    space: "102",
    name: "Social Media 📣",
    parent: "509",
    lists: ["LinkedIn", "Mastodon", "Short Videos 🎬"],
  },
  {
    id: "512",
    space: "102",
    name: "Brand",
    lists: ["Logo Refresh", "Photo Library", "Tone of Voice"],
  },
  {
    id: "513",
    space: "103",
    name: "Inbox",
    lists: ["Tickets", "VIP Customers", "Refunds", "Feature Requests"],
  },
  {
    id: "514",
    space: "103",
    name: "Escalations",
    lists: ["Open Escalations", "Post-Mortems", "Escalation Contacts"],
  },
  {
    id: "515",
    space: "103",
    name: "Knowledge Base",
    lists: ["Articles to Write", "Outdated Articles", "Screencasts", "FAQ"],
  },
  {
    id: "516",
    space: "104",
    name: "People",
    lists: ["Onboarding", "Offboarding", "Hiring — Designer", "Hiring — Engineer", "Holidays"],
  },
  {
    id: "517",
    space: "104",
    name: "Finance",
    lists: ["Invoices", "Budget 2027", "Expenses", "Taxes", "Suppliers & Contracts"],
  },
  {
    id: "518",
    space: "104",
    name: "Équipe café ☕",
    lists: ["Kaffee & Küche", "Office Plants", "Team Events"],
  },
  {
    id: "519",
    space: "105",
    name: "Experiments",
    lists: ["Hypotheses", "Running Tests", "Results", "Dead Ends"],
  },
  {
    id: "520",
    space: "105",
    name: "Prototypes",
    parent: "519",
    lists: ["Voice Notes", "Offline Mode", "Smart Search"],
  },
  { id: "601", space: "201", name: "Acme GmbH", lists: ["Website Relaunch", "Support Hours"] },
  { id: "602", space: "201", name: "Café Zürich", lists: ["Menu App"] },
  { id: "603", space: "201", name: "Finished Clients", lists: ["Old Project"], archived: true },
];

const FOLDERLESS: readonly { space: string; lists: readonly string[] }[] = [
  {
    space: "101",
    lists: ["Product Inbox", "Quarterly Goals", "Competitors", "Personal <Sandbox>"],
  },
  { space: "102", lists: ["Marketing Requests", "Budget & Spend", "Website", "SEO"] },
  { space: "103", lists: ["Shift Plan", "Macros & Templates", "Customer Feedback", "Status Page"] },
  { space: "104", lists: ["Réunion hebdo", "Legal", "IT Requests", "Assets", "Travel"] },
  {
    space: "105",
    lists: ["Lab Notebook", "Secret Roadmap", "Equipment", "Reading List", "Patents", "Partners"],
  },
  { space: "202", lists: ["Bookkeeping", "Office"] },
];

export function seedFolders(): FolderRow[] {
  return FOLDERS.map((spec, orderindex) => ({
    id: spec.id,
    spaceId: spec.space,
    parentFolderId: spec.parent ?? null,
    name: spec.name,
    orderindex,
    archived: spec.archived ?? false,
    statuses: spec.name === "Inbox" ? seedStatuses(`f${spec.id}`, INBOX) : null,
  }));
}

/** Lists of 9001 are 901 to 1000 in the order above, Folders first; those of 9002 start at 2001. */
export function seedLists(anchorMs: number): ListRow[] {
  const places = [
    ...FOLDERS.map((spec) => ({ space: spec.space, folder: spec.id, lists: spec.lists })),
    ...FOLDERLESS.map((spec) => ({ space: spec.space, folder: null, lists: spec.lists })),
  ];
  let here = 900;
  let there = 2000;
  const rows = places.flatMap((place) =>
    place.lists.map((name, orderindex): ListRow => {
      const id = String(place.space.startsWith("1") ? ++here : ++there);
      return {
        id,
        spaceId: place.space,
        folderId: place.folder,
        name,
        orderindex,
        content: name === "Backlog" ? "Everything we might build, newest first." : "",
        color: orderindex === 2 ? "red" : null,
        priority: orderindex === 1 ? 2 : null,
        assigneeId: null,
        dueMs: name === "Launch Plan" ? anchorMs + 30 * 86_400_000 : null,
        dueHasTime: false,
        startMs: null,
        archived: false,
        statuses: name === "Launch Plan" ? seedStatuses(`l${id}`, LAUNCH) : null,
        // A List whose default type hits the Free plan's cap.
        defaultTaskType: name === "Support Hours" ? 1400 : 0,
        sharedWithIds: id === "901" ? [1001, 1002] : [],
      };
    }),
  );
  for (const list of rows) if (list.name === "Office") list.archived = true;
  return rows;
}
