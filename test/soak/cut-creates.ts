/** A round of creates that are carried out or not, and nobody hears of it; some are asked for again. */
import { toldBy } from "./ledger.ts";
import { outcomeOf } from "./tally.ts";
import type { SoakResult } from "./totals.ts";
import { pick, WAYS } from "./traffic.ts";
import { anyUser, atOnce, type World } from "./world.ts";

export async function cutCreates(world: World, creates: number): Promise<SoakResult["cutCreates"]> {
  const { random, upstream, traffic, tally, ledger } = world;
  const marks: string[] = [];
  let askedAgain = 0;
  let left = creates;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const user = anyUser(world);
      const mark = traffic.mark(user);
      const hasKey = random.chance(0.5);
      const args = { list: user.ids.made, name: nameOf(mark), ...(hasKey && { dedupe_key: mark }) };
      const call = { name: "clickup_task_create", arguments: args };
      const ask = () => {
        const way = pick(WAYS, random);
        return tally.time(way.name, () => way.send(user.wire, call));
      };
      const heard = await ask();
      tally.expectEvent(user, call.name, heard);
      ledger.note(mark, "created", toldBy(heard), heard);
      if (toldBy(heard) === "ok") tally.blame(`${mark} was cut and is told as done`);
      if (heard.end !== "answered" || heard.answer?.result === undefined) {
        // A session that ended with the last process, say: the tool never heard of it.
        left += 1;
        continue;
      }
      marks.push(mark);
      if (!hasKey) continue;
      askedAgain += 1;
      const again = await ask();
      tally.expectEvent(user, call.name, again);
      const code = again.end === "answered" ? outcomeOf(again) : again.end;
      // Where the second one did not reach the tool, it has done nothing.
      if (code !== undefined && code !== "broken" && code !== "duplicate_call") {
        tally.blame(`${mark}, asked for again: ${code}`);
      }
    }
  };
  upstream.cutsCreates = true;
  await atOnce(client);
  upstream.cutsCreates = false;
  const rows = tasksByName(world);
  return {
    asked: marks.length,
    askedAgain,
    made: marks.filter((mark) => (upstream.applied.get(mark) ?? 0) > 0).length,
    doubled: marks.filter((mark) => (rows.get(nameOf(mark)) ?? 0) > 1).length,
  };
}

const nameOf = (mark: string): string => `${mark} cut`;

/** How many tasks bear each name. */
function tasksByName({ upstream }: World): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { sandbox } of upstream.tenants) {
    for (const { name } of Object.values(sandbox.state.tasks)) {
      rows.set(name, (rows.get(name) ?? 0) + 1);
    }
  }
  return rows;
}
