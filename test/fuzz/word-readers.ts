/** What reads a model's words and ClickUp's: ids, choices, dates, lengths, texts, comments, cursors. */
import fc from "fast-check";
import { type ApiPath, isId, NameSegment, path } from "../../src/clickup/path.ts";
import { FailureError } from "../../src/domain/failure.ts";
import { readChoice, refuse, visibleTools } from "../../src/tools/choice.ts";
import { createClock } from "../../src/tools/clock.ts";
import { toCommentRuns, toMarkdown } from "../../src/tools/comment-text.ts";
import { fromCursor, toCursor } from "../../src/tools/cursor.ts";
import { readDuration } from "../../src/tools/duration.ts";
import { readInstant } from "../../src/tools/instant.ts";
import { visibleText } from "../../src/tools/visible-text.ts";
import { HOSTILE_IDS } from "../support/hostile.ts";
import { anyText, must, quickly, type Reader } from "./reader.ts";
import { jsonText } from "./wire-readers.ts";

const NOW_MS = Date.UTC(2026, 10, 2, 9);
const ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"].map((zone) =>
  createClock(zone, NOW_MS),
);

export const idText = fc.oneof(
  fc.constantFrom(...HOSTILE_IDS),
  anyText,
  fc.stringMatching(/^[A-Za-z0-9_-]{1,70}$/),
  fc.stringMatching(/^[.%/\\a-f0-9]{1,12}$/),
);
const oneOf = (words: string) => fc.constantFrom(...words.split("|"));
const count = fc.integer({ min: 0, max: 400 }).map(String);
const timeText = oneOf("| 5pm| 17:00| at noon| 9:30 am| 25:00| midnight| 12am");
const dateText = fc.oneof(
  anyText,
  fc
    .tuple(
      oneOf("next |last |this ||on "),
      oneOf("monday|fri|week|month|year|sunday|day"),
      timeText,
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(oneOf("in |+|-|"), count, oneOf(" days| workdays|h| weeks|m| months| years"), timeText)
    .map((parts) => parts.join("")),
  fc
    .tuple(oneOf("2026-|1990-|2199-|0001-"), oneOf("02-29|12-31|13-01|04-30|3-8"), timeText)
    .map((parts) => parts.join("")),
  fc
    .tuple(oneOf("dec |feb |24 |30 "), oneOf("24|29|dec|feb 2027|31, 2026"), timeText)
    .map((parts) => parts.join("")),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .array(oneOf("tomorrow|today|yesterday|end of|start of|month|week|ago|,|/|z|eod"), {
      minLength: 1,
      maxLength: 5,
    })
    .map((words) => words.join(" ")),
);
const lengthText = fc.oneof(
  anyText,
  fc
    .array(fc.tuple(count, oneOf("w|d|h|m| hours| min||.5h|,5 h|:30"), oneOf(" ||, | and ")), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.flat().join("")),
);

export const WORD_READERS: readonly Reader[] = [
  {
    name: "ids in paths",
    share: 150,
    property: (count) =>
      fc.property(idText, idText, (first, second) => {
        const made = attempt(() => path`/v2/list/${first}/tag/${new NameSegment(second)}`);
        count(made === undefined ? "refused" : "a path");
        if (made === undefined) return;
        must(isId(first), "an id that is none");
        const url = new URL(`https://api.clickup.com/api${made.text}`);
        must(
          url.host === "api.clickup.com" && url.search === "" && url.hash === "",
          "it left the path",
        );
        const segments = url.pathname.split("/");
        must(segments.length === 7, "it has another number of segments");
        must(url.pathname.startsWith("/api/v2/list/"), "it walked up");
        must(decodeURIComponent(segments[6] ?? "") === second.toWellFormed(), "the name changed");
      }),
  },
  {
    name: "what a URL chooses",
    share: 40,
    property: (count) =>
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom("toolsets", "tools", "exclude", "persona", "readonly", "nodelete"),
            fc.oneof(
              fc.constantFrom("all", "tasks", "1", "0", "auditor", "task_get", "worker,agent"),
              anyText,
            ),
          ),
          { maxLength: 5 },
        ),
        (pairs) => {
          const reading = readChoice(new URLSearchParams(pairs), new Headers());
          count(reading.ok ? "read" : "refused");
          if (!reading.ok) return;
          const free = visibleTools("free", reading.choice);
          must(free.length <= 7, "more than the free tools");
          const premium = visibleTools("premium", reading.choice);
          must(
            free.every((tool) => premium.includes(tool)),
            "free shows what Premium does not",
          );
          for (const tool of premium) {
            must(refuse(tool, "premium", reading.choice) === undefined, "listed and refused");
            if (reading.choice.readonly) must(tool.annotations.readOnlyHint, "it writes");
            if (reading.choice.nodelete) must(!tool.annotations.destructiveHint, "it deletes");
          }
        },
      ),
  },
  {
    name: "dates in words",
    share: 60,
    property: (count) =>
      fc.property(dateText, fc.constantFrom(...ZONES), (words, clock) => {
        const instant = quickly(() => readInstant(words, clock));
        count(instant === undefined ? "not understood" : "read");
        if (instant === undefined) return;
        must(Number.isSafeInteger(instant.ms), "it is no whole number of ms");
        must(!Number.isNaN(Date.parse(instant.echo)), `its echo ${instant.echo} is no date`);
        const again = readInstant(instant.echo, clock);
        must(again?.ms === instant.ms, `${instant.echo} reads as another moment than ${words}`);
      }),
  },
  {
    name: "lengths of time",
    share: 40,
    property: (count) =>
      fc.property(lengthText, (words) => {
        const ms = quickly(() => readDuration(words));
        count(ms === undefined ? "not understood" : "read");
        if (ms !== undefined) must(Number.isSafeInteger(ms) && ms >= 0, `${ms} ms`);
      }),
  },
  {
    name: "text from ClickUp",
    share: 40,
    property: (count) =>
      fc.property(fc.oneof(anyText, jsonText), (text) => {
        const visible = quickly(() => visibleText(text));
        count(visible === text ? "as it was" : "cleaned");
        must(visible.isWellFormed(), "a lone surrogate");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
        must(!/[\u0000-\u0008\u202a-\u202e\u{E0000}-\u{E007F}]/u.test(visible), "something hidden");
        must(visibleText(visible) === visible, "a second pass changes it");
      }),
  },
  {
    name: "comments in Markdown",
    share: 20,
    property: (count) =>
      fc.property(
        fc.oneof(anyText, fc.stringMatching(/^[*_`~>#\-[\]()!\n a-c]{1,60}$/)),
        (markdown) => {
          const runs = quickly(() => toCommentRuns(markdown));
          const back = quickly(() => toMarkdown(runs));
          count(back === markdown ? "the same back" : "written otherwise");
          must(typeof back === "string", "no text came back");
        },
      ),
  },
  {
    name: "cursors",
    share: 10,
    property: (count) =>
      fc.asyncProperty(anyText, fc.nat({ max: 99_999 }), async (forged, page) => {
        const own = await toCursor({ page, row: 1 }, ["a"]);
        must((await fromCursor(own, ["a"]))?.page === page, "it lost its place");
        await refused(() => fromCursor(own, ["b"]));
        if (forged.trim() !== "") await refused(() => fromCursor(forged, ["a"]));
        count("good for its own call alone");
      }),
  },
];

/** Undefined when it was refused as bad input; any other error is a fault. */
function attempt(make: () => ApiPath): ApiPath | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}

async function refused(read: () => Promise<unknown>): Promise<void> {
  const outcome = await read().catch((error: unknown) => error);
  must(outcome instanceof FailureError, "it was accepted");
}
