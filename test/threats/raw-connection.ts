/** A connection on which any bytes can be sent, also those that no HTTP client would write. Node only. */
import { connect } from "node:net";

const DEADLINE_MS = 10_000;

export interface RawAnswer {
  /** 0 where the server closed the connection without an answer. */
  status: number;
  head: string;
  body: string;
}

/** One request with these header lines, in their order and spelling, and its answer. */
export async function request(
  port: number,
  line: string,
  headers: readonly string[],
  body = "",
): Promise<RawAnswer> {
  const bytes = [line, ...headers, "", body].join("\r\n");
  const text = await exchange(port, bytes, line.startsWith("HEAD "));
  const [head = "", ...rest] = text.split("\r\n\r\n");
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: rest.join("\r\n\r\n"),
  };
}

function exchange(port: number, bytes: string, hasNoBody: boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const end = () => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(text);
    };
    const deadline = setTimeout(end, DEADLINE_MS);
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    // One character for each byte, so that lengths can be compared.
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (isWhole(text, hasNoBody)) end();
    });
    socket.on("close", end);
    socket.on("error", end);
  });
}

function isWhole(text: string, hasNoBody: boolean): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (hasNoBody || / 204 /.test(head)) return true;
  if (/^transfer-encoding: chunked/im.test(head)) return text.endsWith("\r\n0\r\n\r\n");
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN);
  return text.length >= end + "\r\n\r\n".length + length;
}
