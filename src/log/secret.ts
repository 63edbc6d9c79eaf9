const SHOWN = "[secret]";

/**
 * A value that refuses to be printed: in a log line, in JSON, in an error's text or in an inspector it
 * is "[secret]". `reveal` opens it, at the one place where it is used.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  /** `${secret}` and `"" + secret`. */
  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  /** What `console.log` asks in Node and workerd. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return SHOWN;
  }
}
