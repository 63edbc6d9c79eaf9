/**
 * Everything of a user says whose it is: ids, names, texts, e-mails and tokens each carry the number of
 * their user, so that any text tells whose data it holds.
 */
import { taskIdOf } from "../sandbox/clickup/ids.ts";

/** Three digits, so that users' numbers are as long as each other. */
export const FIRST_USER = 100;
/** Ids that one user's sandbox can give out. */
const SERIALS = 100_000;
/** As in `newNumericId` of the sandbox. */
const NUMERIC_BASE = 90_130_000_000;

const WORD = "cnry";
/** A word; the id of a person, place or comment; the id of a task. Ids stand alone: digits do not. */
const CANARY =
  /cnry(\d{3})|(?<![0-9A-Za-z])(?:(901[45]\d{7})|86c0([5-9a-h][0-9a-z]{4}))(?![0-9A-Za-z])/g;
const MARK = /cnry\d{3}w\d+/g;
/** ClickUp's tokens and ours begin with the user's id. */
const TOKEN = /901[45]\d{7}[:_][0-9A-Za-z_-]{12,}/;

/** The word in every text of a user. */
export const canaryOf = (user: number): string => `${WORD}${user}`;

/** The serial from which that user's sandbox counts on: all ids that are made of it are the user's. */
export const firstSerialOf = (user: number): number => user * SERIALS;

export const numericIdOf = (user: number, place: number): string =>
  String(NUMERIC_BASE + firstSerialOf(user) + place);

export const taskIdFor = (user: number, place: number): string =>
  taskIdOf(firstSerialOf(user) + place);

/** Stands in one write and in no other. */
export const markOf = (user: number, write: number): string => `${canaryOf(user)}w${write}`;

export function marksIn(text: string): string[] {
  return [...new Set(text.match(MARK))];
}

/** The users whose data a text holds. */
export function usersIn(text: string): Set<number> {
  const users = new Set<number>();
  for (const [, word, numeric, task] of text.matchAll(CANARY)) {
    if (word !== undefined) users.add(Number(word));
    else if (numeric !== undefined) users.add(userOf(Number(numeric) - NUMERIC_BASE));
    else if (task !== undefined) users.add(userOf(Number.parseInt(task, 36)));
  }
  return users;
}

/** What no line of a log may hold, whoever's it is: a name, a text, an e-mail, a token. */
export function isPrivate(line: string): boolean {
  return line.includes(WORD) || TOKEN.test(line);
}

const userOf = (serial: number): number => Math.floor(serial / SERIALS);
