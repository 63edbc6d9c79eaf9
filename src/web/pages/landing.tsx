import { Connect } from "./connect.tsx";
import { Layout } from "./layout.tsx";
import { type TierFacts, Tiers } from "./tiers.tsx";

export interface LandingProps {
  mcpUrl: string;
  tiers: TierFacts;
}

const DESCRIPTION =
  "An MCP server for ClickUp. Paste one address into Claude, ChatGPT, Cursor or any other MCP client, " +
  "sign in once, and your assistant finds, plans and changes work there.";

export function LandingPage({ mcpUrl, tiers }: LandingProps) {
  return (
    <Layout title="ClickUp for your assistant" description={DESCRIPTION} wide>
      <div class="hero">
        <h1>ClickUp for your assistant</h1>
        <p class="lead">
          Paste one address into Claude, ChatGPT, Cursor or any other MCP client, sign in with
          ClickUp once, and let the assistant find, plan and change work there, with your rights and
          no more.
        </p>
        <p class="buttons">
          <a class="button" href="#connect">
            Connect a client
          </a>
          <a class="button quiet" href="/auth/login">
            Sign in with ClickUp
          </a>
        </p>
      </div>
      <section aria-labelledby="does">
        <h2 id="does">What it does</h2>
        <ul class="grid">
          {ABILITIES.map(({ title, text }) => (
            <li class="card">
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      </section>
      <Connect mcpUrl={mcpUrl} />
      <Tiers facts={tiers} />
      <section aria-labelledby="privacy" class="card">
        <h2 id="privacy">Privacy</h2>
        <p>
          Your ClickUp access is stored encrypted, opened only while it works for you, and never
          handed to a client. We keep your name, e-mail and Workspaces; the names of places, people
          and fields for a day, so that names work instead of ids; long jobs and their results for a
          day after they end; and of each call when it was, which tool and how it went, never its
          arguments or its answer. On your account page you see and end every connection, download
          what is stored about you, and delete all of it.
        </p>
      </section>
      <section aria-labelledby="more" class="card">
        <h2 id="more">More</h2>
        <ul>
          <li>
            <a href="/account">Your account</a>: usage, connections, personal tokens, plan.
          </li>
          <li>
            <a href="/llms.txt">llms.txt</a>: this server described for a model, with all parameters
            of the address.
          </li>
          <li>
            <a href="/health">Health</a>: whether it is up, and which version.
          </li>
        </ul>
      </section>
    </Layout>
  );
}

const ABILITIES = [
  {
    title: "Speaks in names",
    text: "“The launch list in Marketing”, “me”, “next Friday at five”: names, links and words for dates are resolved for you, and asked about when they are ambiguous.",
  },
  {
    title: "Tasks, end to end",
    text: "Find, create, update, move, assign, tag, relate and comment; custom fields by name; whole plans and bulk changes with a report of each item.",
  },
  {
    title: "Time and reports",
    text: "Timers, time entries and timesheets; project summaries, sprints, workload and goals, read from your own data.",
  },
  {
    title: "Docs, files and chat",
    text: "Read and write Docs and their pages, look at attachments and add some, read and send chat messages.",
  },
  {
    title: "You stay in charge",
    text: "You choose the Workspaces and whether an app may change or delete. Read only is one switch, for one connection or for all of them.",
  },
  {
    title: "Careful by design",
    text: "A write is never sent twice on a guess. When ClickUp did not answer, the assistant is told that it may have happened, and to look first.",
  },
] as const;
