// A file on its way to ClickUp as multipart/form-data, the one body there that is not JSON.

export interface UploadFile {
  name: string;
  /** Media type. */
  type: string;
  bytes: number;
  /** From the start. A stream that came from outside can be opened once only. */
  open(): ReadableStream<Uint8Array>;
  once: boolean;
}

/** A file that is in memory; it can be sent again. `type`: its media type. */
export function fileOfBytes(name: string, type: string, bytes: Uint8Array): UploadFile {
  const open = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
  return { name, type, bytes: bytes.byteLength, open, once: false };
}

const PART = "attachment";

/** One file as the body of a request, streamed and with its length known beforehand. */
export class MultipartBody {
  readonly contentType: string;
  /** False once a stream that cannot be read again was sent. */
  readonly repeatable: boolean;
  readonly #file: UploadFile;
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;

  constructor(file: UploadFile) {
    const boundary = `file-${crypto.randomUUID()}`;
    const encoder = new TextEncoder();
    const disposition = `form-data; name="${PART}"; filename="${quoted(file.name)}"`;
    this.#file = file;
    this.#head = encoder.encode(
      `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${mediaType(file.type)}\r\n\r\n`,
    );
    this.#tail = encoder.encode(`\r\n--${boundary}--\r\n`);
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.repeatable = !file.once;
  }

  /** With `Content-Length`; fails when the file turns out longer or shorter than it said. */
  open(): ReadableStream<Uint8Array> {
    const length = this.#head.byteLength + this.#file.bytes + this.#tail.byteLength;
    const { readable, writable } = new FixedLengthStream(length);
    this.#write(writable).catch(() => {
      // The reading side has the same error, and it is the one that tells the caller.
    });
    return readable;
  }

  async #write(writable: WritableStream<Uint8Array>): Promise<void> {
    const writer = writable.getWriter();
    try {
      await writer.write(this.#head);
      writer.releaseLock();
      await this.#file.open().pipeTo(writable, { preventClose: true, preventAbort: true });
      const last = writable.getWriter();
      await last.write(this.#tail);
      await last.close();
    } catch (error) {
      await writable.abort(error).catch(() => {});
      throw error;
    }
  }
}

/** As browsers write names in this header. */
function quoted(name: string): string {
  return name.replace(/"/g, "%22").replace(/[\r\n]/g, " ");
}

/** Nothing that could begin another header. */
function mediaType(type: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,80}(?:; ?charset=[\w-]{1,30})?$/.test(type)
    ? type
    : "application/octet-stream";
}
