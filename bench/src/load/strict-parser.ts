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
  /** Of the bytes at hand, the first that is not read, */
  readonly offset: number;
  /** and the first behind them. */
  readonly end: number;
  /** Of the head so far, bytes. */
  headerSize: number;
  /** The next line without its end; undefined where it has not all come. */
  consumeLine(): string | undefined;
  /** Adds a header's name and value to those before; a line that is none it passes over, or adds to the last value. */
  parseHeader(line: string, headers: string[]): void;
}
type Parser = InstanceType<typeof HTTPParser>;
const Parser = HTTPParser as unknown as new (type: 'RESPONSE') => Omit<Parser, keyof Lines> & Lines;

// Both are for all parsers of the process: the library has no other way.
/** Far above what any node sends: a cookie is at most 4 KB. Bytes. */
HTTPParser.maxHeaderSize = 65_536;
/** A character a byte, so that a cookie goes back as it came. */
HTTPParser.encoding = 'latin1';

/** By state. Nobody asked for an upgrade, so 101 is no answer. */
const GRAMMAR: Readonly<Record<string, RegExp>> = {
  RESPONSE_LINE: /^HTTP\/1\.[01] (?!101)[1-9]\d\d(?: |$)/,
  BODY_CHUNKHEAD: /^[\da-f]{1,8}[ \t]*(?:;|$)/i,
};

export class StrictParser extends Parser {
  /** Of the bytes at hand, none is left: nothing came behind the answer. */
  get isAtEnd(): boolean {
    return this.offset === this.end;
  }

  /** @throws Error for a line that is none, which {@link execute} returns */
  override consumeLine(): string | undefined {
    const { state } = this;
    const line = super.consumeLine();
    if (line !== undefined && GRAMMAR[state]?.test(line) === false) throw new Error(`not a ${state}: ${line}`);
    return line;
  }

  /** @throws Error for a line without a header of its own, which {@link execute} returns */
  override parseHeader(line: string, headers: string[]): void {
    const { length } = headers;
    super.parseHeader(line, headers);
    if (headers.length === length) throw new Error(`not a header: ${line}`);
  }
}
