import type { CacheStore } from "../context.ts";
import { visibleText } from "../visible-text.ts";
import type { PersonalProfile, WorkspaceRef } from "./directory.ts";
import { KeptFacts } from "./kept-facts.ts";

/** Keeps what a sign-in has just read of ClickUp, so that the first call does not read it again. */
export function keepIdentity(
  cache: CacheStore,
  nowMs: number,
  { user, workspaces }: { user: PersonalProfile; workspaces: readonly WorkspaceRef[] },
): void {
  const facts = new KeptFacts({ store: cache, nowMs, defer: () => {} });
  const { id, name, email, timezone, weekStartDay } = user;
  facts.write<PersonalProfile>("me", {
    id,
    name: visibleText(name),
    ...(email !== undefined && email !== "" && { email }),
    timezone,
    weekStartDay,
  });
  facts.write<WorkspaceRef[]>(
    "workspaces",
    workspaces.map((workspace) => ({ id: workspace.id, name: visibleText(workspace.name) })),
  );
}
