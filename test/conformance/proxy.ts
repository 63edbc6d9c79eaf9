import { createServer, request, type Server } from "node:http";

/**
 * A loopback proxy that adds the credential, which the suite has no option for. Host and Origin go
 * through as they came: scenarios test them.
 */
export function bearerProxy(port: number, upstreamPort: number, token: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const upstream = request(
      {
        host: "127.0.0.1",
        port: upstreamPort,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, authorization: `Bearer ${token}` },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        // Event streams send nothing for a while after their headers.
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      },
    );
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  });
  return new Promise((resolve) => server.listen(port, "localhost", () => resolve(server)));
}
