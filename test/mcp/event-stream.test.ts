import { describe, expect, it } from "vitest";
import { holdStream } from "../../src/mcp/event-stream.ts";

const reply = (id: unknown) =>
  `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result: {} })}\n\n`;

/** What a client reads of a stream whose object sends these and then goes away, cleanly or not. */
async function received(chunks: string[], owed: (string | number)[], breaks = false) {
  const encoder = new TextEncoder();
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk !== undefined) controller.enqueue(encoder.encode(chunk));
      else if (breaks) controller.error(new Error("object reset"));
      else controller.close();
    },
  });
  const held = holdStream(source, { opening: "", owed });
  const text = await new Response(held).text();
  const messages = text
    .split("\n\n")
    .filter(Boolean)
    .map((event) => JSON.parse(event.split("data: ")[1] ?? ""));
  return messages;
}

describe("a stream whose object goes away", () => {
  it("lets go of the object's side, whose error would keep the stream in memory", async () => {
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("object reset")),
    });
    await new Response(holdStream(source, { opening: "" })).text();
    expect(source.locked).toBe(false);
  });
});

describe("a stream whose client goes away", () => {
  /** An object's side that stays open, and whether it was told to end. */
  function openSource() {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const ended = Promise.withResolvers<boolean>();
    const source = new ReadableStream<Uint8Array>({
      start: (its) => {
        controller = its;
      },
      cancel: () => ended.resolve(true),
    });
    const send = () => controller?.enqueue(new TextEncoder().encode(reply(1)));
    return { source, send, ended: Promise.race([ended.promise, scheduler.wait(1_000)]) };
  }

  it("before there is a stream, ends the object's side: no event tells of it any more", async () => {
    const { source, ended } = openSource();
    holdStream(source, { opening: ": open\n\n", clientGone: AbortSignal.abort() });
    expect(await ended).toBe(true);
  });

  it("ends the object's side although it sends something while its session cannot be ended", async () => {
    const { source, send, ended } = openSource();
    const session = Promise.withResolvers<void>();
    const held = holdStream(source, { opening: "", onCancel: () => session.promise });
    const cancelled = held.cancel();
    send();
    await scheduler.wait(1);
    session.reject(new Error("the account does not answer"));
    await cancelled;
    expect(await ended).toBe(true);
  });
});

describe("a stream that owes answers", () => {
  it("passes on what comes and adds nothing when all was answered", async () => {
    const messages = await received([reply(1), reply("b")], [1, "b"]);
    expect(messages.map(({ id }) => id)).toEqual([1, "b"]);
  });

  it.each([
    false,
    true,
  ])("answers what is open with an error when the object goes away (breaks: %s)", async (breaks) => {
    const messages = await received([reply(1)], [1, 2], breaks);
    expect(messages).toEqual([
      { jsonrpc: "2.0", id: 1, result: {} },
      {
        jsonrpc: "2.0",
        id: 2,
        error: { code: -32603, message: expect.stringContaining("may have been done") },
      },
    ]);
  });

  it("does not take a request of the server, nor an id of another type, for an answer", async () => {
    const ping = `data: ${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })}\n\n`;
    const messages = await received([ping, reply("1")], [1]);
    expect(messages.at(-1)).toMatchObject({ id: 1, error: {} });
  });

  it("sees answers that are parted between chunks, also inside a character", async () => {
    const bytes = new TextEncoder().encode(reply("ü"));
    const at = bytes.indexOf(0xc3) + 1;
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, at));
        controller.enqueue(bytes.slice(at));
        controller.close();
      },
    });
    expect(await new Response(holdStream(source, { opening: "", owed: ["ü"] })).text()).toBe(
      reply("ü"),
    );
  });
});
