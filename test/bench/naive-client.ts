/**
 * What somebody writes who has read ClickUp's API guide and nothing else: one request after another,
 * each answer read whole. It pages as the guide says, filters where ClickUp can filter, and knows names
 * only by walking down from the Workspace. A model that works this way reads every answer as it comes.
 */
type Json = Record<string, unknown>;
export type Row = Json & { id: string; name: string };

const PAGE_ROWS = 100;
const COMMENT_ROWS = 25;

export class NaiveClient {
  readonly origin: string;
  readonly #token: string;
  readonly workspaceId: string;
  /** Requests as they are written, and answers as they come. */
  said: string[] = [];
  read: string[] = [];

  constructor(origin: string, token: string, workspaceId: string) {
    this.origin = origin;
    this.#token = token;
    this.workspaceId = workspaceId;
  }

  get = <T = Json>(path: string, query: readonly (readonly [string, string])[] = []): Promise<T> =>
    this.#send(
      "GET",
      query.length > 0 ? `${path}?${new URLSearchParams(query.map(([a, b]) => [a, b]))}` : path,
    );
  post = <T = Json>(path: string, body: object): Promise<T> => this.#send("POST", path, body);
  put = <T = Json>(path: string, body: object): Promise<T> => this.#send("PUT", path, body);

  /** By name: Workspaces, Spaces, then Space by Space its Folders, whose answer holds their Lists, and its other Lists. */
  async findList(name: string): Promise<Row> {
    await this.get("/v2/team");
    for (const space of await this.spaces()) {
      const list = (await this.listsOf(space.id)).find((one) => one.name === name);
      if (list !== undefined) return list;
    }
    throw new Error(`no List ${name}`);
  }

  async spaces(): Promise<Row[]> {
    return (await this.get<{ spaces: Row[] }>(`/v2/team/${this.workspaceId}/space`)).spaces;
  }

  async listsOf(spaceId: string): Promise<Row[]> {
    const { folders } = await this.get<{ folders: (Row & { lists: Row[] })[] }>(
      `/v2/space/${spaceId}/folder`,
    );
    const { lists } = await this.get<{ lists: Row[] }>(`/v2/space/${spaceId}/list`);
    return [...folders.flatMap((folder) => folder.lists), ...lists];
  }

  async members(): Promise<{ id: number; username: string | null }[]> {
    const { teams } = await this.get<{
      teams: { id: string; members: { user: { id: number; username: string | null } }[] }[];
    }>("/v2/team");
    const team = teams.find(({ id }) => id === this.workspaceId);
    return (team?.members ?? []).map(({ user }) => user);
  }

  tasksOfList(listId: string, query: readonly (readonly [string, string])[] = []): Promise<Row[]> {
    return this.#pages(`/v2/list/${listId}/task`, query);
  }

  tasksOfWorkspace(query: readonly (readonly [string, string])[] = []): Promise<Row[]> {
    return this.#pages(`/v2/team/${this.workspaceId}/task`, query);
  }

  /** By 25, from the date and id of the last one read. */
  async commentsOf(taskId: string): Promise<Row[]> {
    const all: Row[] = [];
    for (;;) {
      const last = all.at(-1);
      const from =
        last === undefined
          ? []
          : ([
              ["start", String(last.date)],
              ["start_id", last.id],
            ] as const);
      const { comments } = await this.get<{ comments: Row[] }>(`/v2/task/${taskId}/comment`, from);
      all.push(...comments);
      if (comments.length < COMMENT_ROWS) return all;
    }
  }

  forget(): void {
    this.said = [];
    this.read = [];
  }

  async #pages(path: string, query: readonly (readonly [string, string])[]): Promise<Row[]> {
    const all: Row[] = [];
    for (let page = 0; ; page += 1) {
      const { tasks, last_page } = await this.get<{ tasks: Row[]; last_page?: boolean }>(path, [
        ["page", String(page)],
        ...query,
      ]);
      all.push(...tasks);
      if (last_page === true || tasks.length < PAGE_ROWS) return all;
    }
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${this.origin}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(text !== undefined && { "content-type": "application/json" }),
      },
      ...(text !== undefined && { body: text }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    this.said.push(`${method} ${path} ${text ?? ""}`);
    this.read.push(said);
    return (said === "" ? {} : JSON.parse(said)) as T;
  }
}
