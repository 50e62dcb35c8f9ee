# One image for every service: `docker run vacancy search`. compose.yaml runs them all, with a PostgreSQL.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json bun.lock ./
# The Bun that package.json pins, so that there is one place to change it.
RUN npm install --global --prefix /opt/bun "bun@$(node --print 'require("./package.json").devDependencies.bun')"
# Without the optional packages: they are the embedded PostgreSQL, and containers have a real one beside them.
RUN /opt/bun/bin/bun install --frozen-lockfile --production --omit=optional

FROM debian:trixie-slim
WORKDIR /app
COPY --from=build /opt/bun/lib/node_modules/bun/bin/bun.exe /usr/local/bin/bun
COPY --from=build /app/node_modules ./node_modules
COPY package.json tsconfig.json ./
COPY lib ./lib
COPY services ./services
# What the site shows of the laboratory.
COPY bench/results ./bench/results
# What a named volume is made from: it belongs to whoever writes there.
RUN install -d -o 65534 -g 65534 -m 0700 /data
# By number, so that an orchestrator can see that it is not root.
USER 65534:65534
# As `server_flags` of lib/child.ts; compose.test.ts compares.
ENTRYPOINT ["bun", "--max-http-header-size=2097152", "services/serve.ts"]
