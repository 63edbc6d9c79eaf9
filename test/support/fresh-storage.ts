/** Every test file begins with empty storage: what an account counted in one is not counted in another. */
import { reset } from "cloudflare:test";
import { afterAll } from "vitest";

afterAll(() => reset());
