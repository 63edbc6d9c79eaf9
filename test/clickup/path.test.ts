import { describe, expect, it } from "vitest";
import { ClickUpError } from "../../src/clickup/errors.ts";
import { toUrl } from "../../src/clickup/exchange.ts";
import { NameSegment, path } from "../../src/clickup/path.ts";
import { FailureError } from "../../src/domain/failure.ts";
import { BASE_URL, clickUpBench } from "../support/clickup-bench.ts";

const HOSTILE = [
  "..",
  ".",
  "",
  " ",
  "../../user",
  "901/task",
  "901\\task",
  "%2e%2e",
  "901%2Ftask",
  "901?archived=true",
  "901#x",
  "901;x",
  "@evil.example",
  "//evil.example/",
  "https://evil.example",
  "901\n902",
  "901\u0000",
  "９０１",
  "-1",
  "a".repeat(65),
];

describe("path", () => {
  it.each(HOSTILE)("lets no request leave for the id %j", async (id) => {
    const { client, sandbox } = clickUpBench();
    const clickup = client();
    for (const work of [
      () => clickup.lists.get(id),
      () => clickup.tasks.get(id),
      () => clickup.tasks.update(id, { name: "x" }),
      () => clickup.tasks.get({ customId: id, workspaceId: "9001" }),
      () => clickup.fields.set("86c1", id, { value: 1 }),
      () => clickup.relations.link("86c1", id),
      () => clickup.comments.replies(id),
    ]) {
      await expect(Promise.try(work as () => unknown)).rejects.toBeInstanceOf(FailureError);
    }
    expect(sandbox.seen).toEqual([]);
  });

  it("takes every form of id that ClickUp gives", () => {
    for (const id of [
      "901",
      "86c0000ab",
      "ABC-123",
      "t-86c1",
      "3c-107",
      "8cdu22c-13133",
      "4bfdfcec-6f4f-40a7-b0d6-22660d51870d",
      "1963465985517105840",
    ]) {
      expect(path`/v2/x/${id}`).toEqual({ text: `/v2/x/${id}`, shape: "/v2/x/{}" });
    }
  });

  it.each([
    "a/b",
    "a\\b",
    "..",
    ".",
    "",
    "a\u0000b",
    "a\ud800",
  ])("refuses the tag %j, which the API cannot address", async (tag) => {
    const { client, sandbox } = clickUpBench();
    await expect(Promise.try(() => client().tags.add("86c1", tag))).rejects.toBeInstanceOf(
      FailureError,
    );
    expect(sandbox.seen).toEqual([]);
  });

  it("keeps a tag within its segment, escapes and all", () => {
    const tag = path`/v2/task/${"86c1"}/tag/${new NameSegment("%2e%2e?x#y&z é")}`;
    const url = toUrl(new URL(BASE_URL), tag);
    expect(url.pathname).toBe("/api/v2/task/86c1/tag/%252e%252e%3Fx%23y%26z%20%C3%A9");
    expect(url.search + url.hash).toBe("");
  });
});

describe("the token", () => {
  it("goes raw when it is a personal one, and as Bearer otherwise", async () => {
    for (const [token, header] of [
      ["pk_1_AB", "pk_1_AB"],
      ["1_ab", "Bearer 1_ab"],
    ]) {
      let seen: Request | undefined;
      const { client } = clickUpBench({
        token: token ?? "",
        fetch: async (request) => {
          seen = request;
          return Response.json({ user: { id: 1 } });
        },
      });
      await client().users.me();
      expect(seen?.headers.get("Authorization")).toBe(header);
      expect(seen?.redirect).toBe("manual");
      expect(seen?.url).toBe(`${BASE_URL}/v2/user`);
    }
  });

  it("is in no error", async () => {
    const { client, sandbox, token } = clickUpBench();
    sandbox.answerNext(new Response(`echo ${token}`, { status: 400 }));
    const error = await client()
      .users.me()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClickUpError);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain(token);
  });
});
