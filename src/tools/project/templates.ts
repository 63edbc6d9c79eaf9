/** Projects that many people have, to begin with: phases, tasks with workdays, and what waits on what. */

export interface TemplateTask {
  name: string;
  /** Index into `phases`. */
  phase: number;
  /** Workdays after the start on which it begins, and how many it takes; 0 for a milestone. */
  day: number;
  days: number;
  /** Indexes of tasks before it. */
  after?: readonly number[];
}

export interface ProjectTemplate {
  phases: readonly string[];
  tasks: readonly TemplateTask[];
}

type Row = readonly [phase: number, day: number, days: number, name: string, ...after: number[]];

function template(phases: readonly string[], rows: readonly Row[]): ProjectTemplate {
  const tasks = rows.map(([phase, day, days, name, ...after]) => ({
    phase,
    day,
    days,
    name,
    after,
  }));
  return { phases, tasks };
}

export const TEMPLATES: Readonly<Record<string, ProjectTemplate>> = {
  software: template(
    ["Discovery", "Build", "Release"],
    [
      [0, 0, 3, "Write down goals and scope"],
      [0, 3, 3, "Design the solution", 0],
      [0, 6, 0, "Scope agreed", 1],
      [1, 6, 2, "Set up repository and pipeline", 2],
      [1, 8, 10, "Implement", 3],
      [1, 8, 8, "Write tests", 3],
      [1, 18, 3, "Review and fix", 4, 5],
      [2, 21, 2, "Write documentation and release notes", 6],
      [2, 21, 2, "Test with users", 6],
      [2, 23, 1, "Roll out", 7, 8],
      [2, 24, 0, "Released", 9],
    ],
  ),
  marketing: template(
    ["Plan", "Produce", "Launch", "Review"],
    [
      [0, 0, 2, "Define audience and goals"],
      [0, 2, 2, "Set budget and channels", 0],
      [0, 4, 0, "Plan approved", 1],
      [1, 4, 5, "Write copy", 2],
      [1, 4, 5, "Design assets", 2],
      [1, 9, 2, "Build landing page", 3, 4],
      [2, 11, 1, "Check links and tracking", 5],
      [2, 12, 0, "Campaign live", 6],
      [3, 17, 2, "Measure results", 7],
      [3, 19, 1, "Write down what was learnt", 8],
    ],
  ),
  event: template(
    ["Concept", "Preparation", "Event", "Afterwards"],
    [
      [0, 0, 3, "Decide on purpose, guests and budget"],
      [0, 3, 5, "Book a venue", 0],
      [0, 3, 3, "Invite speakers", 0],
      [0, 8, 0, "Date and venue fixed", 1],
      [1, 8, 3, "Send invitations", 3],
      [1, 8, 5, "Arrange catering and equipment", 3],
      [1, 18, 2, "Write the running order", 2, 5],
      [2, 24, 1, "Set up", 6],
      [2, 25, 0, "Event day", 7],
      [3, 26, 2, "Thank guests and speakers", 8],
      [3, 26, 3, "Settle accounts", 8],
    ],
  ),
  onboarding: template(
    ["Before the first day", "First week", "First months"],
    [
      [0, 0, 2, "Prepare contract and accounts"],
      [0, 0, 3, "Order equipment"],
      [0, 3, 1, "Tell the team and name a buddy"],
      [1, 5, 0, "First day", 0, 1],
      [1, 5, 1, "Introduce people and tools", 3],
      [1, 6, 4, "Work on a first small task", 4],
      [2, 25, 1, "Talk after one month", 5],
      [2, 65, 1, "Talk after three months", 6],
      [2, 66, 0, "Onboarded", 7],
    ],
  ),
};
