/**
 * http-parser-js, held to what the lines of an answer may be (RFC 9112). The library gets on with whatever servers send: it
 * passes over a header that it cannot read, and takes a chunk whose size is no number for the last one. Who reads pages is
 * glad of that; the driver would count a session as lost, or half an answer as whole. It may stay lax where nothing has to
 * be guessed: about lines that end with a line feed alone, blank space around values, odd characters within.
 */
import { HTTPParser } from 'http-parser-js';

/** What the library has and its types keep to themselves; its version is pinned, and the tests hold it. */
interface Lines {
  /** What the next line is, or the next bytes are. */
  readonly state: string;
  readonly chunk: Buffer;
  /** Of the chunk, the first byte that is not read, */
  offset: number;
  /** and the first behind them. */
  readonly end: number;
  /** Of a line that has not all come, what has. */
  readonly line: string;
  /** Of the head so far, bytes. */
  headerSize: number;
  /** The next line without its end; undefined where it has not all come. */
  consumeLine(): string | undefined;
  /** Adds a header's name and value to those before; a line that is none it passes over, or adds to the last value. */
  parseHeader(line: string, headers: string[]): void;
  execute(chunk: Buffer, start: number, length: number): number | Error;
}
type Parser = InstanceType<typeof HTTPParser>;
const Parser = HTTPParser as unknown as new (type: 'RESPONSE') => Omit<Parser, keyof Lines> & Lines;

// Both are for all parsers of the process: the library has no other way.
/** Far above what any node sends: a cookie is at most 4 KB. Bytes. */
HTTPParser.maxHeaderSize = 65_536;
/** Latin1: a character a byte, so that a cookie goes back as it came. */
HTTPParser.encoding = 'latin1';

/** By state. Nobody asked for an upgrade, so 101 is no answer. */
const GRAMMAR: Readonly<Record<string, RegExp>> = {
  RESPONSE_LINE: /^HTTP\/1\.[01] (?!101)[1-9]\d\d(?: |$)/,
  BODY_CHUNKHEAD: /^[\da-f]{1,8}[ \t]*(?:;|$)/i,
};

export class StrictParser extends Parser {
  /** The chunk, a character a byte, once a line of it was asked for. */
  #text: string | null = null;

  /** Of the chunk, no byte is left: nothing came behind the answer. */
  get isAtEnd(): boolean {
    return this.offset === this.end;
  }

  override execute(chunk: Buffer, start: number, length: number): number | Error {
    this.#text = null;
    return super.execute(chunk, start, length);
  }

  /** @throws Error for a line that is none, which {@link execute} returns */
  override consumeLine(): string | undefined {
    const { state } = this;
    const line = this.#wholeLine() ?? super.consumeLine();
    if (line !== undefined && GRAMMAR[state]?.test(line) === false) throw new Error(`not a ${state}: ${line}`);
    return line;
  }

  /** As the library does it, but for one text of all lines, which saves a microsecond an answer; null for a part of one. */
  #wholeLine(): string | null {
    this.#text ??= this.chunk.toString('latin1', 0, this.end);
    const feed = this.#text.indexOf('\n', this.offset);
    if (feed < 0 || this.line !== '') return null;
    const line = this.#text.slice(this.offset, this.#text[feed - 1] === '\r' ? feed - 1 : feed);
    this.offset = feed + 1;
    return line;
  }

  /** @throws Error for a line without a header of its own, which {@link execute} returns */
  override parseHeader(line: string, headers: string[]): void {
    const { length } = headers;
    super.parseHeader(line, headers);
    if (headers.length === length) throw new Error(`not a header: ${line}`);
  }
}
