import { describe, expect, it } from "vitest";
import { toCommentRuns, toMarkdown } from "../../src/tools/comment-text.ts";

const PEOPLE = [
  { id: "1", name: "Ada Lovelace", email: "ada@example.com", me: true },
  { id: "2", name: "Ben Noor" },
  { id: "3", name: "Ben Okri" },
];

describe("Markdown to ClickUp's runs", () => {
  it("formats words, code and links", () => {
    expect(
      toCommentRuns("A **bold** *it* ***both*** `x = 1` [site](https://a.example/b?c=d)!"),
    ).toEqual([
      { text: "A " },
      { text: "bold", attributes: { bold: true } },
      { text: " " },
      { text: "it", attributes: { italic: true } },
      { text: " " },
      { text: "both", attributes: { bold: true, italic: true } },
      { text: " " },
      { text: "x = 1", attributes: { code: true } },
      { text: " " },
      { text: "site", attributes: { link: "https://a.example/b?c=d" } },
      { text: "!" },
    ]);
  });

  it("makes links of bare addresses, and no mention inside one", () => {
    const task = "https://app.clickup.com/t/86c000001";
    expect(toCommentRuns(`See ${task}, or (https://a.example/@Ada_x_y).`, PEOPLE)).toEqual([
      { text: "See " },
      { text: task, attributes: { link: task } },
      { text: ", or (" },
      { text: "https://a.example/@Ada_x_y", attributes: { link: "https://a.example/@Ada_x_y" } },
      { text: ")." },
    ]);
  });

  it("puts a block's format on the run that ends its line", () => {
    expect(
      toCommentRuns("# Plan\n- one\n  - [x] two\n1. three\n> said\n```js\na*b*c\n```\nend"),
    ).toEqual([
      { text: "Plan" },
      { text: "\n", attributes: { header: 1 } },
      { text: "one" },
      { text: "\n", attributes: { list: { list: "bullet" } } },
      { text: "two" },
      { text: "\n", attributes: { list: { list: "checked" }, indent: 1 } },
      { text: "three" },
      { text: "\n", attributes: { list: { list: "ordered" } } },
      { text: "said" },
      { text: "\n", attributes: { blockquote: {} } },
      { text: "a*b*c" },
      { text: "\n", attributes: { "code-block": { "code-block": "plain" } } },
      { text: "end" },
    ]);
  });

  it("mentions a person by full name, e-mail, me or a first name that is the only one", () => {
    expect(toCommentRuns("@Ada Lovelace, @ada@example.com @me @ada @Ben Noor", PEOPLE)).toEqual([
      { type: "tag", user: { id: 1 } },
      { text: ", " },
      { type: "tag", user: { id: 1 } },
      { text: " " },
      { type: "tag", user: { id: 1 } },
      { text: " " },
      { type: "tag", user: { id: 1 } },
      { text: " " },
      { type: "tag", user: { id: 2 } },
    ]);
  });

  it("leaves alone what is no mention and no mark", () => {
    const text = "mail x@ada.example, @ben, snake_case_name, 2 * 3 * 4, \\*not\\*";
    expect(toCommentRuns(text, PEOPLE)).toEqual([
      { text: "mail x@ada.example, @ben, snake_case_name, 2 * 3 * 4, *not*" },
    ]);
  });

  it("finds who is mentioned among a thousand people in an instant", () => {
    const people = Array.from({ length: 1_000 }, (_, id) => {
      return { id: String(id), name: `Person${id} Doe`, email: `p${id}@example.com` };
    });
    const started = Date.now();
    const runs = toCommentRuns("@Person7 Doe, @person12 and @p999@example.com", people);
    expect(runs.flatMap(({ user }) => user ?? [])).toEqual([{ id: 7 }, { id: 12 }, { id: 999 }]);
    // 4 s when each "@" compares everybody with everybody.
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it("stays quick on lines made to be slow", () => {
    const started = Date.now();
    toCommentRuns("*a ".repeat(20_000));
    toCommentRuns("_a ".repeat(1_300));
    toCommentRuns("[".repeat(50_000));
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe("runs to Markdown", () => {
  it.each([
    "A **bold** *it* ***both*** `x = 1` [site](https://a.example/b)!",
    "# Plan\n- one\n  - [x] two\n1. three\n2. four\n> said\n```\na*b*c\n```\nend",
    "first\n\nthird",
  ])("gives back %j", (markdown) => {
    expect(toMarkdown(toCommentRuns(markdown))).toBe(markdown);
  });

  it("shows mentions by name and unknown runs as their text", () => {
    expect(
      toMarkdown([
        { text: "Hi " },
        { type: "tag", text: "@Ada Lovelace", user: { id: 1, username: "Ada Lovelace" } },
        { text: ", see " },
        { type: "bookmark", bookmark: { url: "https://a.example" } },
        { text: "\n", attributes: {} },
        { type: "emoticon", text: "🎉" },
      ]),
    ).toBe("Hi @Ada Lovelace, see https://a.example\n🎉");
  });
});
