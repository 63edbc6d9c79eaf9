import type { Route } from "./router.ts";
import { ok, route } from "./router.ts";
import { personWire } from "./wire.ts";

export const userRoutes: Route[] = [
  route("GET /v2/user", {}, ({ user }) =>
    ok({
      user: {
        ...personWire(user),
        week_start_day: user.weekStartDay,
        global_font_support: true,
        timezone: user.timezone,
      },
    }),
  ),
];
