import { describe, expect, it } from "vitest";
import { parseTraceparent, readTrace } from "../../src/log/trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const REQUEST = "6f1c2a4e-9d0b-4c3a-8e5f-0123456789ab";

describe("a traceparent", () => {
  it("goes on with the client's trace and our own span", () => {
    const trace = readTrace(`00-${TRACE}-${PARENT}-01`, REQUEST);
    expect(trace).toEqual({
      traceId: TRACE,
      traceparent: `00-${TRACE}-8e5f0123456789ab-01`,
    });
  });

  it("of a later version is read as far as it is known", () => {
    expect(parseTraceparent(`cc-${TRACE}-${PARENT}-03-what-comes`)).toEqual({
      traceId: TRACE,
      flags: "01",
    });
  });

  it.each([
    null,
    "",
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-0g`,
    ` 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01\n`,
    `cc-${TRACE}-${PARENT}-01-${"x".repeat(300)}`,
  ])("that is not valid (%j) is left alone, and the request's own id takes its place", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
    expect(readTrace(header, REQUEST)).toEqual({
      traceId: "6f1c2a4e9d0b4c3a8e5f0123456789ab",
      traceparent: "00-6f1c2a4e9d0b4c3a8e5f0123456789ab-8e5f0123456789ab-00",
    });
  });
});
