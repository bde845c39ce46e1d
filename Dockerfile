# Versions are named exactly. A digest (`@sha256:…`) behind the tag fixes the bytes as well: `docker buildx imagetools inspect` tells it.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src src
COPY local-pool local-pool
RUN node_modules/.bin/nest build

FROM node:24.11.1-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The system without what installs packages: whoever gets in finds Node and nothing to fetch more with.
FROM node:24.11.1-bookworm-slim AS system
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /opt/yarn-* /root/.npm \
  /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg

# Copied as a whole, so that no layer below still has what was removed.
FROM scratch
COPY --from=system / /
# HOME, since the user is in no list of users: the SDK asks where that is.
ENV PATH=/usr/local/bin:/usr/bin:/bin HOME=/app NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# Nobody: owns no file and writes none.
USER 65532:65532
EXPOSE 3000
# The process handles SIGTERM itself and starts no others, so that it needs no init.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
