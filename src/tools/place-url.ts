/** ClickUp's addresses of places. */
const LETTERS = { space: "s", folder: "f", list: "li" } as const;

export function placeUrl(workspaceId: string, kind: keyof typeof LETTERS, id: string): string {
  return `https://app.clickup.com/${workspaceId}/v/${LETTERS[kind]}/${id}`;
}
