import { describe, expect, it } from 'vitest';
import { AnswerReader, headerOf, headersOf, type Read } from './answer-reader.js';

const NODE =
  'HTTP/1.1 200 OK\r\nx-node: node-1.1\r\nX-Birth: b1\r\nx-items: \r\nset-cookie: sid=a.b; Path=/\r\n' +
  'Set-Cookie: srv=n1; path=/\r\ncontent-length: 13\r\nConnection: keep-alive\r\n\r\n{"done":true}';
const BALANCER =
  'HTTP/1.1 503 Service Unavailable\r\nx-balancer: made\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nC;ext=1\r\n, wide world\r\n0\r\nx-late: 1\r\n\r\n';
const INFORMED = `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${NODE}`;

const ANSWERS = [
  { what: 'of a node', text: NODE, status: 200, body: '{"done":true}', keepAlive: true },
  { what: 'of the balancer', text: BALANCER, status: 503, body: '', keepAlive: false },
  { what: 'in chunks', text: CHUNKED, status: 200, body: 'hello, wide world', keepAlive: true },
  { what: 'after another that only informs', text: INFORMED, status: 200, body: '{"done":true}', keepAlive: true },
  { what: 'that has no body', text: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204, body: '', keepAlive: true },
  {
    what: 'without a reason',
    text: 'HTTP/1.1 200\r\ncontent-length: 1\r\n\r\na',
    status: 200,
    body: 'a',
    keepAlive: true,
  },
  {
    what: 'of the older version',
    text: 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na',
    status: 200,
    body: 'a',
    keepAlive: false,
  },
  {
    what: 'in UTF-8',
    text: Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nzoë').toString('latin1'),
    status: 200,
    body: 'zoë',
    keepAlive: true,
  },
];

/** A character a byte; in a buffer that holds something else when the next bytes come, as the driver's does. */
const push = (reader: AnswerReader, text: string): Read => {
  const bytes = Buffer.from(`${text}more`, 'latin1');
  const result = reader.push(bytes, text.length);
  bytes.fill('!');
  return result;
};
const read = (...chunks: string[]): Read => {
  const reader = new AnswerReader();
  let last: Read = { state: 'partial' };
  for (const chunk of chunks) {
    expect(last.state).toBe('partial');
    last = push(reader, chunk);
  }
  return last;
};
/** Wherever it is cut in two. */
const everyCut = (text: string): [string, string][] =>
  Array.from({ length: text.length - 1 }, (_, i) => [text.slice(0, i + 1), text.slice(i + 1)]);

describe('an answer', () => {
  it.each(ANSWERS)('$what is read, wherever the chunks end', ({ text, status, body, keepAlive }) => {
    const whole = read(text);
    expect(whole).toMatchObject({ state: 'whole', keepAlive, answer: { status, body } });
    for (const [first, rest] of everyCut(text)) expect(read(first, rest)).toEqual(whole);
    expect(read(...text)).toEqual(whole);
  });

  it('has its headers by name, the empty and the repeated ones too', () => {
    const whole = read(NODE);
    if (whole.state !== 'whole') throw new Error(whole.state);
    expect(headerOf(whole.answer, 'x-birth')).toBe('b1');
    expect(headerOf(whole.answer, 'x-items')).toBe('');
    expect(headerOf(whole.answer, 'x-effect')).toBeNull();
    expect(headersOf(whole.answer, 'set-cookie')).toEqual(['sid=a.b; Path=/', 'srv=n1; path=/']);
  });

  it('follows another on the same connection, and its head is not longer for that', () => {
    const reader = new AnswerReader();
    const long = `HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n${'x'.repeat(60_000)}`;
    const wide = `HTTP/1.1 200 OK\r\nx-wide: ${'y'.repeat(60_000)}\r\ncontent-length: 0\r\n\r\n`;
    for (const text of [NODE, long, CHUNKED]) {
      expect(push(reader, text)).toEqual(read(text));
      expect(push(reader, wide.slice(0, -2))).toEqual({ state: 'partial' });
      expect(push(reader, wide.slice(-2))).toEqual(read(wide));
    }
    expect(push(reader, BALANCER)).toMatchObject({ state: 'whole', answer: { status: 503 } });
  });

  it('is forgotten with its connection, whatever had come of it', () => {
    for (const text of [NODE.slice(0, 20), NODE.slice(0, -1), CHUNKED.slice(0, -9), 'SSH-2.0\r\n', `${NODE}${NODE}`]) {
      const reader = new AnswerReader();
      push(reader, text);
      reader.reset();
      expect(push(reader, BALANCER)).toEqual(read(BALANCER));
    }
  });

  it('that is framed by the end of the connection is whole there, another one is not', () => {
    const reader = new AnswerReader();
    expect(push(reader, 'HTTP/1.1 200 OK\r\n\r\nall ')).toEqual({ state: 'partial' });
    expect(push(reader, 'of it')).toEqual({ state: 'partial' });
    expect(reader.end()).toMatchObject({ status: 200, body: 'all of it' });
    for (const [first] of [...everyCut(NODE), ...everyCut(CHUNKED)]) {
      const cut = new AnswerReader();
      expect(push(cut, first)).toEqual({ state: 'partial' });
      expect(cut.end()).toBeNull();
    }
    expect(new AnswerReader().end()).toBeNull();
  });

  it.each([
    ['another', NODE],
    ['the beginning of another', 'HTTP/1.1 200 OK'],
    ['what is none', '220 mail ready\r\n'],
    ['an empty line', '\r\n'],
  ])('with %s behind it is believed, and its connection is not', (_what, more) => {
    for (const text of [NODE, CHUNKED, 'HTTP/1.1 204 No Content\r\n\r\n']) {
      const { answer } = read(text) as Extract<Read, { state: 'whole' }>;
      expect(read(`${text}${more}`)).toEqual({ state: 'whole', keepAlive: false, answer });
    }
  });

  it.each([
    ['a 304 that tells the length of what it does not send', '304 Not Modified\r\ncontent-length: 10\r\n\r\n', ''],
    ['lines that end with a line feed alone', '200 OK\na: 1\ncontent-length: 1\n\nx', 'x'],
    ['odd characters in names and values', '200 OK\r\na(b): \0\r\ncontent-length: 1\r\n\r\nx', 'x'],
    ['blank space around values', '200 OK\r\na:1\r\ncontent-length: \t 1 \r\n\r\nx', 'x'],
    ['the same length twice', '200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx', 'x'],
    ['codings in capitals', '200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', 'x'],
  ])('may have %s', (_what, text, body) => {
    expect(read(`HTTP/1.1 ${text}`)).toMatchObject({ state: 'whole', keepAlive: true, answer: { body } });
  });

  it('has the bytes of its headers a character each, so that a cookie goes back as it came', () => {
    const cookie = Buffer.from('sid=zoë; Path=/').toString('latin1');
    const whole = read(`HTTP/1.1 200 OK\r\nset-cookie: ${cookie}\r\ncontent-length: 0\r\n\r\n`);
    expect(whole).toMatchObject({ answer: { headers: ['set-cookie', cookie, 'content-length', '0'] } });
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n'],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'],
    ['an empty line before it', '\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['a return within a value', 'HTTP/1.1 200 OK\r\na: 1\rb\r\ncontent-length: 0\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 0\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\na: 1\r\n b: 2\r\ncontent-length: 0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a coding that nobody asked for', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n'],
    ['a chunk longer than it says', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n'],
    ['a chunk shorter than it says', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\na\r\n0\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n\r\n'],
    ['a chunk of less than nothing', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n\r\n'],
    ['a size with something behind it', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n'],
    ['a trailer without a colon', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n'],
    ['two codings', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['an empty length', 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n'],
    ['a length in other figures', 'HTTP/1.1 200 OK\r\ncontent-length: 0x1\r\n\r\na'],
    ['a head without an end', `HTTP/1.1 200 OK\r\na: ${'x'.repeat(70_000)}`],
  ])('is broken by %s', (_what, text) => {
    expect(read(text)).toEqual({ state: 'broken' });
  });
});
