/**
 * Reads one HTTP/1.1 answer (RFC 9112) as its bytes come, by http-parser-js, which autocannon uses too. Strict, since a
 * driver must not guess: what is not plainly framed is broken, and the connection with it.
 */
import { HTTPParser } from 'http-parser-js';
import { StrictParser } from './strict-parser.js';

export interface Answer {
  readonly status: number;
  /** Name in lower case, value, name, value … as they came. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Value of the first header of that (lower-case) name; null for none. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | null {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1] as string;
  return null;
}

/** Values of all headers of that (lower-case) name. */
export function headersOf({ headers }: Pick<Answer, 'headers'>, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) values.push(headers[i + 1] as string);
  return values;
}

/** `whole`: the answer is there. `broken`: nothing on this connection can be believed any more. */
export type Read =
  | { readonly state: 'partial' }
  | { readonly state: 'broken' }
  | { readonly state: 'whole'; readonly answer: Answer; readonly keepAlive: boolean };

const NONE: readonly string[] = [];
const PARTIAL: Read = { state: 'partial' };
const BROKEN: Read = { state: 'broken' };

export class AnswerReader {
  readonly #parser = new StrictParser(HTTPParser.RESPONSE);
  #status = 0;
  #headers: readonly string[] = NONE;
  #keepAlive = false;
  /** A character a byte: a character of UTF-8 may come in two parts. */
  #body = '';
  #read: Read = PARTIAL;

  constructor() {
    this.#parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers, shouldKeepAlive }) => {
      this.#status = statusCode;
      for (let i = 0; i < headers.length; i += 2) headers[i] = (headers[i] as string).toLowerCase();
      this.#headers = headers;
      this.#keepAlive = shouldKeepAlive;
      if (!isFramed(this.#headers)) this.#read = BROKEN;
      // Whatever its headers say, the library is to expect no body.
      return isBodiless(statusCode) ? 1 : 0;
    };
    this.#parser[HTTPParser.kOnBody] = (bytes) => {
      this.#body += bytes.toString('latin1');
    };
    this.#parser[HTTPParser.kOnMessageComplete] = () => this.#complete();
  }

  /**
   * @param bytes whose first `length` came; kept no longer than this call
   * @returns `whole`, too, where more bytes came than the answer has: they belong to nothing that was asked, and the
   *   connection is not to be used again
   */
  push(bytes: Buffer, length = bytes.length): Read {
    const isReadable = typeof this.#parser.execute(bytes, 0, length) === 'number';
    const read = this.#read;
    if (read.state === 'whole') this.#begin();
    return isReadable || read.state === 'whole' ? read : BROKEN;
  }

  /** The connection was closed: the end of an answer that is framed by it, and of no other. */
  end(): Answer | null {
    this.#parser.finish();
    return this.#read.state === 'whole' ? this.#read.answer : null;
  }

  /** Forgets what has come: the next bytes are of another connection. */
  reset(): void {
    this.#parser.initialize(HTTPParser.RESPONSE);
    this.#begin();
  }

  #begin(): void {
    this.#headers = NONE;
    this.#body = '';
    this.#read = PARTIAL;
    // The library would count the bytes of the answer before towards the head of this one.
    this.#parser.headerSize = 0;
  }

  #complete(): void {
    // Informational: the answer itself follows. Behind an answer nothing counts.
    if (this.#status < 200 || this.#read.state !== 'partial') return;
    const answer = { status: this.#status, headers: this.#headers, body: textOf(this.#body) };
    this.#read = { state: 'whole', answer, keepAlive: this.#keepAlive && this.#parser.isAtEnd };
  }
}

const isBodiless = (status: number): boolean => status < 200 || status === 204 || status === 304;

/** Is there one way only to tell where the body ends? (Two lengths that differ, the library itself refuses.) */
function isFramed(headers: readonly string[]): boolean {
  let length: string | null = null;
  let coding: string | null = null;
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] === 'content-length') length = headers[i + 1] as string;
    else if (headers[i] === 'transfer-encoding') coding = coding === null ? (headers[i + 1] as string) : '';
  }
  if (coding !== null) return length === null && coding.toLowerCase() === 'chunked';
  return length === null || /^\d{1,15}$/.test(length);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: every byte of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Bytes, a character each, as the text that they are in UTF-8. */
function textOf(bytes: string): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
