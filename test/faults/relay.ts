/** A port that stays while the process behind it is killed and comes back on another one. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";

export class Relay {
  readonly #server: Server = createServer((client) => this.#join(client));
  readonly #sockets = new Set<Socket>();
  #port: number | undefined;

  /** Its origin: http://localhost:PORT */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://localhost:${address.port}`;
  }

  /** Where connections lead from now on; those that exist end with the process they lead to. */
  lead(port: number): void {
    this.#port = port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    if (this.#port === undefined) {
      client.destroy();
      return;
    }
    const worker = connect(this.#port, "127.0.0.1");
    for (const socket of [client, worker]) {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    }
    // Ends the other side when one breaks; a caller sees a broken connection, as without a relay.
    pipeline(client, worker, () => {});
    pipeline(worker, client, () => {});
  }
}
