import type { AttachmentRow, FieldRow, SandboxState } from "./state.ts";

/** The workspace that a field belongs to, whatever level it sits on. */
export function workspaceOfField(state: SandboxState, { place }: FieldRow): string | undefined {
  switch (place.kind) {
    case "workspace":
      return place.id;
    case "space":
      return state.spaces[place.id]?.workspaceId;
    case "folder":
      return state.spaces[state.folders[place.id]?.spaceId ?? ""]?.workspaceId;
    case "list":
      return state.spaces[state.lists[place.id]?.spaceId ?? ""]?.workspaceId;
  }
}

/** Every file there is: on tasks, and uploaded to a Files field. */
export const allFiles = (state: SandboxState): AttachmentRow[] => [
  ...Object.values(state.tasks).flatMap((task) => task.attachments),
  ...Object.values(state.fields).flatMap((field) => field.files ?? []),
];
