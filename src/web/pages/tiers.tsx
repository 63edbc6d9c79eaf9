import type { Tier } from "../../domain/tier.ts";

/** What is true of the tiers on this server. */
export interface TierFacts {
  requestsPerMinute: Record<Tier, number>;
  /** Tools in the catalogue, and how many of them are listed unless a connection asks for others. */
  tools: { all: number; listed: number };
  /** This server sells Premium; what it costs is said by the payment page when it is not known. */
  sells: boolean;
  price?: string;
}

/** The two tiers side by side, for people who have none yet. */
export function Tiers({ facts }: { facts: TierFacts }) {
  const { requestsPerMinute, tools, sells, price } = facts;
  return (
    <section aria-labelledby="tiers">
      <h2 id="tiers">Free and Premium</h2>
      <div class="grid two">
        <div class="card">
          <h3>Free</h3>
          <ul>
            <li>
              Seven tools: the Workspace's hierarchy; read a Space, a Folder, a List; read, create
              and update a task
            </li>
            <li>{requestsPerMinute.free} requests a minute, over all your clients together</li>
            <li>Every client, every Workspace, personal tokens, the REST calls</li>
          </ul>
        </div>
        <div class="card">
          <h3>Premium</h3>
          <ul>
            <li>
              All {tools.all} tools, of which a connection is shown {tools.listed} unless it asks
              for others
            </li>
            <li>{requestsPerMinute.premium} requests a minute</li>
            <li>{PREMIUM_BRINGS}</li>
          </ul>
          <p class="note">
            {sells
              ? `${price === undefined ? "The price is shown before you pay" : price}; upgrade on your account page, cancel there at any time.`
              : "This server does not sell Premium."}
          </p>
        </div>
      </div>
      <p class="note">
        ClickUp's own limit, 100 calls a minute and person on most of its plans, holds beside ours;
        the server waits for it where it can.
      </p>
    </section>
  );
}

export const PREMIUM_BRINGS =
  "Search, bulk changes, comments, time tracking, Docs, views, reports, chat, goals, and any other operation of ClickUp's API";
