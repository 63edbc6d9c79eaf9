# The Worker on workerd, without a Cloudflare account: docs/operations.md, "Self-host".
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run self-host -- --build /app

FROM node:24-bookworm-slim
# workerd speaks TLS to ClickUp and Stripe and needs the certificates that it trusts.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data && chown node:node /data
COPY --from=build --chown=root:root /app /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["node", "/app/serve.ts", "health"]
CMD ["node", "/app/serve.ts"]
