// A static file server for the tests, and for looking at a page from another origin.
//
//     node tests/e2e/serve.mjs [FOLDER [PORT]]     (default: dist 8081)
//
// Every response allows any origin, as the widget's files need. It lists nothing, writes nothing
// and binds to this machine only. Tests switch on headers and faults through the returned object.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".tdm": "application/octet-stream",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** The policy of a careful shop: nothing from anywhere else, no inline script or style. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The same with Trusted Types, and no policy that could make any. */
export const TRUSTED_TYPES = `${STRICT_CSP}; require-trusted-types-for 'script'; trusted-types 'none'`;

async function fileFor(folder, path) {
  const file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder + sep)) return null;
  try {
    const found = await stat(file);
    if (found.isDirectory()) return path.endsWith("/") ? fileFor(folder, `${path}index.html`) : null;
    return { file, bytes: await readFile(file) };
  } catch {
    return null;
  }
}

/** Has a server listen on this machine only, on `port` (0: a free one). Gives its origin, and what ends it with its connections. */
export async function listening(server, port = 0) {
  server.keepAliveTimeout = 0; // A connection that is hung up while it is asked is a fault that nobody meant.
  await new Promise((ready, failed) => server.once("error", failed).listen(port, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/**
 * Serves `folder` on `port` (0: a free one).
 *
 * The returned object has `origin`, `requests` (paths as asked for, oldest first), `close()`, and
 * what a test may change at any time: `headers` (for HTML pages), `cors` and `fault`, a function
 * from a path to `{status?, type?, body?, delay_ms?, transform?, parts?, pause_ms?}` or nothing; `parts`
 * cuts the body into what is sent one after the other, `pause_ms` apart.
 */
export async function serve(folder, port = 0) {
  const root = resolve(folder);
  const site = { origin: "", requests: [], headers: {}, cors: true, fault: () => undefined, close: () => {} };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    site.requests.push(path);
    const found = await fileFor(root, path);
    const fault = site.fault(path) ?? {};
    const type = fault.type ?? TYPES[extname(found?.file ?? path)] ?? "application/octet-stream";
    if (fault.delay_ms) await new Promise((later) => setTimeout(later, fault.delay_ms));
    let body = fault.body ?? found?.bytes ?? Buffer.from("Not found\n");
    if (fault.transform) body = fault.transform(body);
    const status = fault.status ?? (found || fault.body !== undefined ? 200 : 404);
    response.writeHead(status, {
      "content-type": status === 404 && !fault.type ? "text/plain" : type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...(site.cors ? { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" } : {}),
      ...(type.startsWith("text/html") ? site.headers : {}),
    });
    const [last, ...earlier] = (fault.parts?.(body) ?? [body]).toReversed();
    for (const part of earlier.toReversed()) {
      response.write(part);
      await new Promise((later) => setTimeout(later, fault.pause_ms));
    }
    response.end(request.method === "HEAD" ? undefined : last);
  });
  Object.assign(site, await listening(server, port));
  return site;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? "dist";
  try {
    const site = await serve(folder, Number(argv[3] ?? 8081));
    stdout.write(`Serving ${folder} on ${site.origin}/\n`);
  } catch (error) {
    stderr.write(`${folder}: ${error.message}. Give a folder and a free port: node tests/e2e/serve.mjs www 8082\n`);
    exit(1);
  }
}
