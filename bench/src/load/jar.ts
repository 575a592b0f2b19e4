/**
 * A cookie jar for one host, as a browser keeps it (RFC 6265): replaces by name and path, drops what has expired, obeys
 * Max-Age before Expires, sends only to matching paths, and does not store a cookie over 4,096 bytes. Held against a
 * well-known jar in the tests; this one is on the hot path.
 */

/** Name and value together, as browsers count. */
export const MAX_COOKIE_BYTES = 4096;

interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since the epoch; Infinity for a session cookie. */
  readonly expiresMs: number;
}

export class Jar {
  #cookies: readonly StoredCookie[] = [];
  /** Of the cookies, the soonest: before it, nothing need be looked at. Milliseconds since the epoch. */
  #expiresMs = Number.POSITIVE_INFINITY;
  /** What is sent to every path, once it was asked for; only while all cookies are for every path, as a session's are. */
  #everywhere: string | null = null;
  readonly #clockMs: () => number;

  /** @param clockMs wall clock, milliseconds since the epoch: cookies expire by dates */
  constructor(clockMs: () => number, cookies: readonly StoredCookie[] = []) {
    this.#clockMs = clockMs;
    this.#hold(cookies);
  }

  /** A jar with the same cookies that shares nothing with this one. */
  copy(): Jar {
    return new Jar(this.#clockMs, this.#cookies);
  }

  /**
   * Stores what a response to a request for `path` set; malformed headers are ignored, as browsers do.
   *
   * @returns bytes of a cookie that is longer than browsers keep: it is dropped, and the jar is as before; null for others
   */
  store(setCookie: string, path: string): number | null {
    const [pair = '', ...attributes] = setCookie.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (equals < 1 || name === '') return null;
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > MAX_COOKIE_BYTES) return bytes;
    const { cookiePath, expiresMs } = this.#attributes(attributes, path);
    const others = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== cookiePath);
    this.#hold(expiresMs <= this.#clockMs() ? others : [...others, { name, value, path: cookiePath, expiresMs }]);
    return null;
  }

  #attributes(attributes: readonly string[], requestPath: string): { cookiePath: string; expiresMs: number } {
    let cookiePath = defaultPath(requestPath);
    let expiresMs = Number.POSITIVE_INFINITY;
    let maxAge = false;
    for (const attribute of attributes) {
      const [key = '', ...rest] = attribute.split('=');
      const text = rest.join('=').trim();
      const word = key.trim().toLowerCase();
      if (word === 'path') cookiePath = text.startsWith('/') ? text : defaultPath(requestPath);
      else if (word === 'max-age' && /^-?\d+$/.test(text)) {
        maxAge = true;
        expiresMs = Number(text) <= 0 ? 0 : this.#clockMs() + Number(text) * 1000;
      } else if (word === 'expires' && !maxAge && !Number.isNaN(Date.parse(text))) expiresMs = Date.parse(text);
    }
    return { cookiePath, expiresMs };
  }

  /** Value of the cookie of that name, whatever its path, if it has not expired; undefined for none. */
  get(name: string): string | undefined {
    for (const cookie of this.#cookies) {
      if (cookie.name !== name) continue;
      return cookie.expiresMs !== Number.POSITIVE_INFINITY && cookie.expiresMs <= this.#clockMs()
        ? undefined
        : cookie.value;
    }
    return undefined;
  }

  remove(name: string): void {
    this.#hold(this.#cookies.filter((cookie) => cookie.name !== name));
  }

  /** The Cookie header for a request to `path`; undefined when there is nothing to send. */
  header(path: string): string | undefined {
    if (this.#cookies.length === 0) return undefined;
    const nowMs = this.#expiresMs === Number.POSITIVE_INFINITY ? 0 : this.#clockMs();
    if (this.#expiresMs <= nowMs) this.#hold(this.#cookies.filter((cookie) => cookie.expiresMs > nowMs));
    if (this.#everywhere !== null) return this.#everywhere;
    const text = this.#cookies
      .filter((cookie) => pathMatches(path, cookie.path))
      .sort((a, b) => b.path.length - a.path.length)
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join('; ');
    if (text === '') return undefined;
    if (this.#cookies.every((cookie) => cookie.path === '/')) this.#everywhere = text;
    return text;
  }

  #hold(cookies: readonly StoredCookie[]): void {
    this.#cookies = cookies;
    this.#everywhere = null;
    this.#expiresMs = cookies.reduce(
      (soonest, { expiresMs }) => Math.min(soonest, expiresMs),
      Number.POSITIVE_INFINITY,
    );
  }
}

function defaultPath(requestPath: string): string {
  const path = requestPath.split('?', 1)[0] ?? '/';
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

function pathMatches(requestPath: string, cookiePath: string): boolean {
  const path = requestPath.split('?', 1)[0] ?? '/';
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/');
}
