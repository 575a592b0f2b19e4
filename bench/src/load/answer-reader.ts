/**
 * Reads HTTP/1.1 answers off a connection that has one request under way (RFC 9112). Written for the hot path: the answers
 * of a node fit one chunk, and only what has a colon and a length is looked at. Strict, since a driver must not guess: what
 * is not plainly framed is broken, and the connection with it. Held against Node's own parser in the tests.
 */

export interface Answer {
  readonly status: number;
  /** Name in lower case, value, name, value … as they came. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Value of the first header of that (lower-case) name; null for none. */
export function headerOf({ headers }: Answer, name: string): string | null {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1] as string;
  return null;
}

/** Values of all headers of that (lower-case) name. */
export function headersOf({ headers }: Answer, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) values.push(headers[i + 1] as string);
  return values;
}

/** `whole`: an answer is there, and what came after it. `broken`: nothing on this connection can be believed any more. */
export type Read =
  | { readonly state: 'partial' }
  | { readonly state: 'broken' }
  | { readonly state: 'whole'; readonly answer: Answer; readonly keepAlive: boolean };

const PARTIAL: Read = { state: 'partial' };
const BROKEN: Read = { state: 'broken' };
/** Far above what any node sends: a cookie is at most 4 KB. */
const MAX_HEAD = 65_536;
const UNTIL_CLOSE = -1;
const CHUNKED = -2;

export class AnswerReader {
  /** What has come of the answer, a character a byte. */
  #text = '';
  #head: Head | null = null;
  /** Where the body begins. */
  #bodyAt = 0;

  /** @param text bytes that came, a character each (latin1) */
  push(text: string): Read {
    this.#text = this.#text === '' ? text : this.#text + text;
    while (this.#head === null) {
      const end = this.#text.indexOf('\r\n\r\n');
      if (end < 0) return this.#text.length > MAX_HEAD || !startsAsAnswer(this.#text) ? BROKEN : PARTIAL;
      const head = readHead(this.#text, end + 2);
      if (head === null) return BROKEN;
      // Informational: the answer itself follows.
      if (head.status < 200) this.#text = this.#text.slice(end + 4);
      else {
        this.#head = head;
        this.#bodyAt = end + 4;
      }
    }
    const { length } = this.#head;
    if (length === UNTIL_CLOSE) return PARTIAL;
    if (length === CHUNKED) return this.#chunked(this.#head);
    const bodyEnd = this.#bodyAt + length;
    if (this.#text.length < bodyEnd) return PARTIAL;
    return this.#whole(this.#head, this.#text.slice(this.#bodyAt, bodyEnd), bodyEnd);
  }

  /** The connection was closed: the end of an answer that is framed by it, else of one that is not whole. */
  end(): Read {
    if (this.#head?.length !== UNTIL_CLOSE) return this.#text === '' ? PARTIAL : BROKEN;
    return this.#whole(this.#head, this.#text.slice(this.#bodyAt), this.#text.length);
  }

  /** Forgets what has come: the next bytes are of another connection. */
  reset(): void {
    this.#text = '';
    this.#head = null;
  }

  #chunked(head: Head): Read {
    const parts: string[] = [];
    for (let at = this.#bodyAt; ; ) {
      const lineEnd = this.#text.indexOf('\r\n', at);
      if (lineEnd < 0) return PARTIAL;
      const size = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i.exec(this.#text.slice(at, lineEnd))?.[1];
      if (size === undefined) return BROKEN;
      const length = Number.parseInt(size, 16);
      at = lineEnd + 2;
      if (length === 0) return this.#trailers(head, parts.join(''), at);
      if (this.#text.length < at + length + 2) return PARTIAL;
      parts.push(this.#text.slice(at, at + length));
      at += length;
      if (!this.#text.startsWith('\r\n', at)) return BROKEN;
      at += 2;
    }
  }

  /** Trailers say nothing to us: they are passed over. */
  #trailers(head: Head, body: string, at: number): Read {
    if (this.#text.startsWith('\r\n', at)) return this.#whole(head, body, at + 2);
    const end = this.#text.indexOf('\r\n\r\n', at);
    return end < 0 ? PARTIAL : this.#whole(head, body, end + 4);
  }

  /** More bytes than the answer has belong to nothing that was asked: the connection is not used again. */
  #whole({ status, headers, keepAlive }: Head, bytes: string, end: number): Read {
    const answer = { status, headers, body: textOf(bytes) };
    const kept = keepAlive && end === this.#text.length;
    this.reset();
    return { state: 'whole', answer, keepAlive: kept };
  }
}

interface Head {
  readonly status: number;
  readonly headers: readonly string[];
  readonly keepAlive: boolean;
  /** Of the body; {@link UNTIL_CLOSE}, {@link CHUNKED}. */
  readonly length: number;
}

const startsAsAnswer = (text: string): boolean => 'HTTP/1.'.startsWith(text.slice(0, 7));

/** @param end just behind the line end of the last header */
function readHead(text: string, end: number): Head | null {
  const status = statusIn(text);
  const nul = text.indexOf('\0');
  if (status === null || (nul >= 0 && nul < end)) return null;
  const headers: string[] = [];
  let keepAlive = text.charCodeAt(7) === ONE;
  let length: number | null = null;
  let chunked = false;
  for (let at = text.indexOf('\n') + 1; at < end; ) {
    const lineEnd = text.indexOf('\n', at);
    const colon = text.indexOf(':', at);
    // A line ends with both of its characters, and has neither within.
    if (text.indexOf('\r', at) !== lineEnd - 1 || colon <= at || colon >= lineEnd) return null;
    const name = text.slice(at, colon).toLowerCase();
    if (name.includes(' ') || name.includes('\t')) return null;
    const value = valueIn(text, colon + 1, lineEnd - 1);
    headers.push(name, value);
    if (name === 'content-length') {
      const wanted = /^\d{1,15}$/.test(value) ? Number(value) : null;
      if (wanted === null || (length !== null && length !== wanted)) return null;
      length = wanted;
    } else if (name === 'transfer-encoding') {
      if (chunked || value.toLowerCase() !== 'chunked') return null;
      chunked = true;
    } else if (name === 'connection' && value.length !== KEEP_ALIVE_LENGTH) {
      if (/(?:^|[ \t,])close(?:$|[ \t,])/i.test(value)) keepAlive = false;
    }
    at = lineEnd + 1;
  }
  if (chunked && length !== null) return null;
  const framed = status === 204 || status === 304 ? 0 : chunked ? CHUNKED : (length ?? UNTIL_CLOSE);
  return { status, headers, keepAlive: keepAlive && framed !== UNTIL_CLOSE, length: framed };
}

const ONE = '1'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);
const TAB = '\t'.charCodeAt(0);
const RETURN = '\r'.charCodeAt(0);
const KEEP_ALIVE_LENGTH = 'keep-alive'.length;

/** `HTTP/1.1 200 OK` */
function statusIn(text: string): number | null {
  const minor = text.charCodeAt(7);
  const behind = text.charCodeAt(12);
  if (!text.startsWith('HTTP/1.') || (minor !== ONE && minor !== ZERO) || text.charCodeAt(8) !== SPACE) return null;
  if (behind !== SPACE && behind !== RETURN) return null;
  if (text.indexOf('\n') !== text.indexOf('\r') + 1) return null;
  const status = digit(text, 9) * 100 + digit(text, 10) * 10 + digit(text, 11);
  return status >= 100 ? status : null;
}

/** NaN for another character. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

/** Without the white space around it. */
function valueIn(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB;

// biome-ignore lint/suspicious/noControlCharactersInRegex: every byte of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Bytes, a character each, as the text that they are in UTF-8. */
function textOf(bytes: string): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
