/** Reads every line that the Worker's process prints: no word of a user's, and never two users in one. */
import { isPrivate, usersIn } from "./canary.ts";

const MAX_PROBLEMS = 20;
const LINE_CHARS = 300;

export class LogWatch {
  lines = 0;
  readonly problems: string[] = [];
  /** Which user a request's line names. */
  readonly #userOf = new Map<string, number>();
  #rest = "";

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#read(line);
  }

  /** By what answers said: the request was that user's. */
  compare(requestId: string, user: number): void {
    const logged = this.#userOf.get(requestId);
    if (logged !== undefined && logged !== user) {
      this.#blame(`the line of ${requestId}, a request of ${user}, names ${logged}`);
    }
  }

  #read(line: string): void {
    this.lines += 1;
    if (isPrivate(line)) this.#blame(`a line holds what is private: ${line}`);
    const [user, ...others] = usersIn(line);
    if (others.length > 0) this.#blame(`a line holds two users: ${line}`);
    const requestId = /"requestId":"([^"]+)"/.exec(line)?.[1];
    if (requestId !== undefined && user !== undefined) this.#userOf.set(requestId, user);
  }

  #blame(problem: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem.slice(0, LINE_CHARS));
  }
}
