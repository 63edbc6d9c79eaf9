import { afterEach, describe, expect, it, vi } from "vitest";
import { createLog, type LogMetadata, whereOf } from "../../src/log/log.ts";
import { Secret } from "../../src/log/secret.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function written(write: () => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const spies = (["error", "warn", "info", "debug"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line))),
  );
  write();
  for (const spy of spies) spy.mockRestore();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("a log line", () => {
  it("is one JSON object of the documented form", () => {
    const [line] = written(() => {
      const log = createLog("info", { requestId: "r-1" });
      log.note({ userId: "1001", teamId: "9001" });
      log.info("answered", { status: 200, duration: 12 });
    });
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: "INFO",
      message: "answered",
      metadata: { requestId: "r-1", userId: "1001", teamId: "9001", status: 200, duration: 12 },
    });
  });

  it("is written from its level on and no lower", () => {
    const lines = written(() => {
      const log = createLog("warn");
      log.debug("d");
      log.info("i");
      log.warn("w");
      log.error("e");
    });
    expect(lines.map(({ level }) => level)).toEqual(["WARN", "ERROR"]);
  });

  it("prints ids and codes, and nothing that has not their form, under whatever name it comes", () => {
    const hidden = ["ada@example.com", "Buy milk", 'a"b', "x".repeat(201), "Grüße"];
    const shown = [
      "clickup_task_get",
      "rate_limited",
      "/account/tokens/:id",
      "audit/1/2026/a.json",
    ];
    for (const what of hidden) {
      expect(written(() => createLog("info").info("m", { what }))[0]?.metadata).toEqual({
        what: "[text]",
      });
    }
    for (const what of shown) {
      expect(written(() => createLog("info").info("m", { what }))[0]?.metadata).toEqual({ what });
    }
  });

  it("tells of an error its class and its frames, and none of its words", () => {
    const [line] = written(() =>
      createLog("info").error("m", whereOf(new TypeError("the secret plan of ada@example.com"))),
    );
    const text = JSON.stringify(line);
    expect(line?.metadata).toMatchObject({ error: "TypeError" });
    expect((line?.metadata as { where: string[] }).where.length).toBeGreaterThan(0);
    expect(text).not.toContain("[text]");
    expect(text).not.toMatch(/secret|plan|example\.com/);
  });
});

describe("a secret", () => {
  const secret = new Secret("pk_1001_TOPSECRET");

  it("opens where it is used, and prints nowhere", () => {
    expect(secret.reveal()).toBe("pk_1001_TOPSECRET");
    const error = new Error(`refused ${secret}`);
    const printed = [
      String(secret),
      `${secret}`,
      ["", secret].join(""),
      JSON.stringify({ secret }),
      JSON.stringify(Object.entries(secret)),
      error.message,
      Object.keys(secret).join(),
    ];
    for (const text of printed) expect(text).not.toContain("TOPSECRET");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });

  it("does not fit into a log line, by its type and by its form", () => {
    // @ts-expect-error the type of a line's metadata has no place for it
    const metadata: LogMetadata = { what: secret };
    const [line] = written(() => createLog("info").info("m", metadata));
    expect(JSON.stringify(line)).not.toContain("TOPSECRET");
  });
});
