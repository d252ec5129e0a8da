// One file over HTTP: never more bytes than allowed, never longer than ten seconds, checked against
// its digest, unpacked, parsed. The platform's own means, in the platform's own language: through
// bindings the same was six times the download.

const MAX_MILLISECONDS = 10_000;

const MAX_WORDS_BYTES = 65_536;

// How many times its packed size a file may unpack to.
const MAX_GROWTH = 64;

const isPacked = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

// All that a stream gives. Throws "too-large" where it gives more than `limit` bytes.
const drain = async (stream, limit) => {
  const chunks = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      reader.cancel().catch(() => {});
      throw "too-large";
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

// `integrity` is a digest as `integrity` attributes have it, where the browser is to check it.
const get = async (address, limit, integrity) => {
  const signal = AbortSignal.timeout(MAX_MILLISECONDS);
  try {
    const response = await fetch(address, { credentials: "omit", signal, integrity });
    if (!response.ok) throw response.status;
    return response.body ? await drain(response.body, limit) : new Uint8Array();
  } catch (error) {
    throw signal.aborted ? "timeout" : error;
  }
};

// SHA-256 in hexadecimal; nothing where the page has not the means: it needs a secure context.
const digest = async (bytes) => {
  if (!globalThis.crypto?.subtle) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

// A file that the manifest names, `size` bytes of it with this digest. A packed file that its host
// had the browser unpack on the way cannot be checked like that; its content is, when it is read.
export const file = async (address, size, sha256, mayBePacked) => {
  const bytes = await get(address, mayBePacked ? size * MAX_GROWTH : size);
  if (mayBePacked && bytes.length !== size && !isPacked(bytes)) return bytes;
  if (bytes.length !== size || ((await digest(bytes)) ?? sha256) !== sha256) throw "changed";
  return bytes;
};

// Bytes, gzip or plain, as JSON.
export const parse = async (bytes) => {
  try {
    const plain = isPacked(bytes)
      ? await drain(new Response(bytes).body.pipeThrough(new DecompressionStream("gzip")), bytes.length * MAX_GROWTH)
      : bytes;
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch {
    throw "not-json";
  }
};

const MAX_SIGNATURE_BYTES = 64;

// Whether a manifest is signed by this key, Ed25519 (RFC 8032) in base64. The signature lies beside it
// under a name with the manifest's hash.
const isSigned = async (address, bytes, key) => {
  try {
    const name = `manifest-${(await digest(bytes)).slice(0, 16)}.sig`;
    const raw = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const signature = await get(new URL(name, address).href, MAX_SIGNATURE_BYTES);
    return await crypto.subtle.verify("Ed25519", await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]), signature, bytes);
  } catch {
    return false;
  }
};

// The manifest at an address, at most `limit` bytes as they come over; with a key only as it was signed.
// Of the tables for labels the first that fits the page's takes the place of its own.
export const manifest = async (address, limit, key, segment, tier) => {
  const bytes = await get(address, limit);
  if (key !== undefined && !(await isSigned(address, bytes, key))) throw "unsigned";
  const json = await parse(bytes);
  return { ...json, ...json?.labelled?.find?.((it) => it?.rules && (it.segment ?? segment) === segment && (it.tier ?? tier) === tier) };
};

// A module, once the browser has found that its file has this digest: `import()` cannot be told one,
// but takes what a link has fetched. Browsers without such links import it as it comes.
export const module = async (href, integrity) => {
  const link = document.createElement("link");
  if (link.relList.supports("modulepreload"))
    await new Promise((onload, onerror) => {
      document.head.append(Object.assign(link, { rel: "modulepreload", href, integrity, onload, onerror }));
    });
  link.remove();
  return import(href);
};

// The texts of a language, from the file beside this one that the packing has put there; nothing for
// a language that has none. WORDS is filled in when the widget is packed: names and digests by language.
export const words = async (language) => {
  const [name, integrity] = (typeof WORDS === "object" && WORDS[language]) || [];
  return name && parse(await get(new URL(name, import.meta.url).href, MAX_WORDS_BYTES, integrity));
};

// Cards of the catalogue that came so far, as columns.
const shards = [];

// The JSON of a packed file that the manifest names: cards.
export const jsonFile = async (address, size, sha256) => {
  const columns = await parse(await file(address, size, sha256, true));
  shards.push(columns);
  return columns;
};

// The address of an item's page, as the catalogue has it; nothing where it has none.
export const pageOf = (sku) => {
  for (const columns of shards) {
    const at = columns?.sku?.indexOf?.(sku) ?? -1;
    if (at >= 0) return columns.url?.[at];
  }
};
