import { uuidOf } from "./ids.ts";
import type { GroupRow, TagRow, UserRow, WorkspaceRow } from "./state.ts";

const DAY_MS = 86_400_000;

export const USERS: readonly UserRow[] = [
  person(1001, "Ada Lovelace", "ada@example.com", "Europe/Berlin", "#7b68ee", 1),
  person(1002, "Ben Okafor", "ben@example.com", "America/New_York", "#ff7fab", 0),
  person(1003, "Chika Tanaka", "chika@example.com", "Asia/Tokyo", "#1bbc9c", 1),
  person(1004, "Dora Novák", "dora@example.com", "Europe/Prague", "#e65100", 1),
  {
    id: 1005,
    username: null,
    email: "invited@example.com",
    color: null,
    initials: "I",
    profilePicture: null,
    timezone: "UTC",
    weekStartDay: 0,
  },
];

export function person(
  id: number,
  username: string,
  email: string,
  timezone: string,
  color: string,
  weekStartDay: number,
): UserRow {
  const initials = username
    .split(" ")
    .map((word) => word.charAt(0))
    .join("");
  const profilePicture = `https://attachments-public.clickup.com/profilePictures/${id}_x1.jpg`;
  return { id, username, email, color, initials, profilePicture, timezone, weekStartDay };
}

/** The second one is on no entry. */
export const TIME_LABELS: readonly TagRow[] = [
  { name: "workshop", fg: "#FFFFFF", bg: "#BF55EC", creatorId: 1001 },
  { name: "on site & travel", fg: "#FFFFFF", bg: "#2ecd6f", creatorId: 1001 },
];

export function seedWorkspaces(anchorMs: number): WorkspaceRow[] {
  const joined = anchorMs - 400 * DAY_MS;
  const member = (
    userId: number,
    role: 1 | 2 | 3 | 4,
    invitedBy: number | null,
  ): WorkspaceRow["members"][number] => ({
    userId,
    role,
    invitedBy,
    joinedAtMs: userId === 1005 ? null : joined + userId * 60_000,
    lastActiveMs: userId === 1005 ? null : anchorMs - (userId - 1000) * 3_600_000,
  });
  return [
    {
      id: "9001",
      name: "Northwind Studio",
      color: "#40bc86",
      avatar: null,
      plan: "business",
      members: [
        member(1001, 1, null),
        member(1002, 3, 1001),
        member(1003, 3, 1001),
        member(1005, 3, 1001),
      ],
      taskTypes: [
        {
          id: 1300,
          name: "Bug",
          namePlural: "Bugs",
          description: "Something that used to work, or should.",
        },
        { id: 1301, name: "Epic", namePlural: "Epics", description: "A larger piece of work." },
      ],
      fieldUses: 0,
      timeLabels: [...TIME_LABELS],
    },
    {
      id: "9002",
      name: "Harbor & Co",
      color: "#0197a7",
      avatar: null,
      plan: "free",
      members: [member(1002, 1, null), member(1004, 3, 1002)],
      taskTypes: [
        { id: 1400, name: "Request", namePlural: "Requests", description: "A client asks." },
      ],
      fieldUses: 57,
    },
  ];
}

export function seedGroups(anchorMs: number): GroupRow[] {
  return [
    {
      id: uuidOf(501),
      workspaceId: "9001",
      ownerId: 1001,
      name: "Design & Research",
      handle: "design",
      memberIds: [1001, 1003],
      createdMs: anchorMs - 300 * DAY_MS,
    },
    {
      id: uuidOf(502),
      workspaceId: "9001",
      ownerId: 1001,
      name: "Platform",
      handle: "platform",
      memberIds: [1002, 1003],
      createdMs: anchorMs - 290 * DAY_MS,
    },
  ];
}
