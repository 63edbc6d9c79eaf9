import type { AccountDetails } from "../../account/door.ts";
import { Day, PostButton } from "./layout.tsx";
import { PREMIUM_BRINGS, type TierFacts } from "./tiers.tsx";

interface PlanProps {
  details: AccountDetails;
  tiers: TierFacts;
  csrf: string;
  checkout?: "success" | "cancelled";
}

export function PlanSection({ details, tiers, csrf, checkout }: PlanProps) {
  const { tier, limits, billing } = details;
  const isPremium = tier === "premium";
  const used = limits.limit - limits.remaining;
  return (
    <section aria-labelledby="plan" class="card">
      <h2 id="plan">
        Plan <span class="badge">{isPremium ? "Premium" : "Free"}</span>
      </h2>
      {checkout !== undefined && (
        <p class="done">{isPremium ? CAME_BACK.premium : CAME_BACK[checkout]}</p>
      )}
      <PaymentNotice details={details} />
      <p>
        {isPremium
          ? `All ${tiers.tools.all} tools and ${limits.limit} requests a minute, over all your clients together.`
          : `Seven tools and ${limits.limit} requests a minute, over all your clients together.`}
      </p>
      <p id="window">
        <strong>
          {used} of {limits.limit}
        </strong>{" "}
        requests used in the last 60 seconds
        {used > 0 && `; the oldest of them leaves the window in ${limits.resetSeconds} s`}.
      </p>
      <meter
        min={0}
        max={limits.limit}
        high={limits.limit * 0.9}
        value={used}
        aria-labelledby="window"
      ></meter>
      {!isPremium && (
        <p>
          Premium: {PREMIUM_BRINGS}. {tiers.requestsPerMinute.premium} requests a minute.
        </p>
      )}
      {tiers.sells ? (
        <div class="buttons">
          {!isPremium && (
            <PostButton action="/stripe/create-checkout" csrf={csrf} quiet={false}>
              {tiers.price === undefined
                ? "Upgrade to Premium"
                : `Upgrade to Premium, ${tiers.price}`}
            </PostButton>
          )}
          {billing !== undefined && (
            <PostButton action="/stripe/portal" csrf={csrf}>
              Manage billing
            </PostButton>
          )}
        </div>
      ) : (
        <p class="note">This server does not sell Premium.</p>
      )}
    </section>
  );
}

const CAME_BACK = {
  premium: "Thank you. Premium is on, in every connection that is open.",
  success: "Stripe has not confirmed the payment yet. Load this page again in a moment.",
  cancelled: "Nothing was paid, and nothing has changed.",
} as const;

function PaymentNotice({ details }: Pick<PlanProps, "details">) {
  const { billing, user } = details;
  if (billing?.atMs === undefined) return null;
  const day = <Day atMs={billing.atMs} timezone={user.timezone} />;
  switch (billing.state) {
    case "past_due":
      return (
        <p class="warning">
          The last payment did not go through. Premium ends on {day} unless it is mended: see Manage
          billing.
        </p>
      );
    case "ends":
      return <p class="warning">Cancelled. Premium stays until {day}.</p>;
    case "renews":
      return <p class="note">Renews on {day}.</p>;
    case "none":
      return null;
  }
}
