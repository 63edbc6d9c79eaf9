import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import {
  authorizeUrl,
  type Client,
  newPkce,
  oauthBench,
  PUBLIC_URL,
  REDIRECT_URI,
  type Tokens,
} from "../support/oauth-bench.ts";

const CLIENT_ID = "https://client.example/oauth/metadata.json";

/** A client that is a document and proves itself with a fresh assertion each time. */
async function keyClient() {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const stranger = await generateKeyPair("ES256");
  const document = {
    client_id: CLIENT_ID,
    client_name: "Key client",
    redirect_uris: [REDIRECT_URI],
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", kid: "1" }] },
  };
  let isAway = false;
  const bench = oauthBench({
    [CLIENT_ID]: () => (isAway ? new Response("", { status: 502 }) : Response.json(document)),
  });
  const setAway = (away: boolean) => {
    isAway = away;
  };
  const assertion = async (key = privateKey) => ({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setIssuer(CLIENT_ID)
      .setSubject(CLIENT_ID)
      .setAudience(PUBLIC_URL)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(key),
  });
  const client: Client = { client_id: CLIENT_ID, redirect_uris: [REDIRECT_URI] };
  const pkce = await newPkce();
  const back = await bench.browser().consent(authorizeUrl(client, pkce), bench.sandbox);
  const answer = await bench.postForm("/oauth/token", {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    code_verifier: pkce.verifier,
    redirect_uri: REDIRECT_URI,
    ...(await assertion()),
  });
  const tokens = await answer.json<Tokens>();
  const refresh = async (proof: Record<string, string>) =>
    bench.postForm("/oauth/token", {
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
      ...proof,
    });
  return { bench, tokens, refresh, assertion, setAway, strangersKey: stranger.privateKey };
}

describe("a client with private_key_jwt", () => {
  it("refreshes several times at once and stays signed in, though no two requests are alike", async () => {
    const { bench, refresh, assertion } = await keyClient();
    const proofs = await Promise.all(Array.from({ length: 6 }, () => assertion()));
    const answers = await Promise.all(proofs.map(refresh));
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200));
    const all = await Promise.all(answers.map((answer) => answer.json<Tokens>()));
    expect(new Set(all.map((each) => each.refresh_token)).size).toBe(1);
    expect(await bench.call(all[5]?.access_token ?? "")).toBe(200);
  });

  it("gets no kept answer for a foreign key's assertion, one used before, or none", async () => {
    const { refresh, assertion, strangersKey } = await keyClient();
    const used = await assertion();
    const first = await (await refresh(used)).json<Tokens>();
    for (const proof of [await assertion(strangersKey), used, { client_id: CLIENT_ID }, {}]) {
      const answer = await refresh(proof);
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain(first.refresh_token);
    }
  });

  it("is asked to wait, not to start over, while its document cannot be read", async () => {
    const { refresh, assertion, setAway } = await keyClient();
    setAway(true);
    const answer = await refresh(await assertion());
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([503, "30"]);
    setAway(false);
    expect((await refresh(await assertion())).status).toBe(200);
  });
});
