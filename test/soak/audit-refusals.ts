/** The audit queue and bucket, which refuse now and then, or do what they were asked and do not say so. */
import type { FaultyQueue } from "../faults/queue.ts";
import type { Random } from "../faults/random.ts";

const REFUSAL = 0.02;
const LOST_ANSWER = 0.02;

/** Answers the fixture: its queue, and each step of its bucket. */
export async function answerFixture(
  request: Request,
  queue: FaultyQueue,
  random: Random,
): Promise<Response> {
  const refused = new Response(null, { status: 503 });
  const path = decodeURIComponent(new URL(request.url).pathname);
  if (path === "/faults/queue") {
    const body: unknown = await request.json();
    if (random.chance(REFUSAL)) return refused;
    queue.accept(body);
    return random.chance(LOST_ANSWER) ? refused : new Response();
  }
  const isLost =
    (path.endsWith("before the object") && random.chance(REFUSAL)) ||
    (path.endsWith("after the object") && random.chance(LOST_ANSWER));
  return isLost ? refused : new Response();
}
