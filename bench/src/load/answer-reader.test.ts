import { describe, expect, it } from 'vitest';
import { AnswerReader, headerOf, headersOf, type Read } from './answer-reader.js';

const NODE =
  'HTTP/1.1 200 OK\r\nx-node: node-1.1\r\nX-Birth: b1\r\nx-items: \r\nset-cookie: sid=a.b; Path=/\r\n' +
  'Set-Cookie: srv=n1; path=/\r\ncontent-length: 13\r\nConnection: keep-alive\r\n\r\n{"done":true}';
const BALANCER =
  'HTTP/1.1 503 Service Unavailable\r\nx-balancer: made\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nB;ext=1\r\n, wide world\r\n0\r\nx-late: 1\r\n\r\n';
const INFORMED = `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${NODE}`;

const ANSWERS = [
  { what: 'of a node', text: NODE, status: 200, body: '{"done":true}', keepAlive: true },
  { what: 'of the balancer', text: BALANCER, status: 503, body: '', keepAlive: false },
  { what: 'in chunks', text: CHUNKED.replace('B;', 'c;'), status: 200, body: 'hello, wide world', keepAlive: true },
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

const read = (...chunks: string[]): Read => {
  const reader = new AnswerReader();
  let last: Read = { state: 'partial' };
  for (const chunk of chunks) {
    expect(last.state).toBe('partial');
    last = reader.push(chunk);
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

  it('follows another on the same connection', () => {
    const reader = new AnswerReader();
    expect(reader.push(NODE)).toMatchObject({ state: 'whole', keepAlive: true });
    expect(reader.push(BALANCER)).toMatchObject({ state: 'whole', answer: { status: 503 } });
  });

  it('that is framed by the end of the connection is whole there, another one is not', () => {
    const reader = new AnswerReader();
    expect(reader.push('HTTP/1.1 200 OK\r\n\r\nall of it')).toEqual({ state: 'partial' });
    expect(reader.end()).toMatchObject({ state: 'whole', keepAlive: false, answer: { body: 'all of it' } });
    reader.push(NODE.slice(0, -1));
    expect(reader.end()).toEqual({ state: 'broken' });
  });

  it('with more bytes behind it is believed, and its connection is not', () => {
    expect(read(`${NODE}HTTP/1.1 200 OK`)).toMatchObject({ state: 'whole', keepAlive: false });
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['a line end of one character', 'HTTP/1.1 200 OK\r\na: 1\nb: 2\r\ncontent-length: 0\r\n\r\n'],
    ['a return within a value', 'HTTP/1.1 200 OK\r\na: 1\rb\r\ncontent-length: 0\r\n\r\n'],
    ['a zero byte', 'HTTP/1.1 200 OK\r\na: 1\0\r\ncontent-length: 0\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 0\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\na: 1\r\n b: 2\r\ncontent-length: 0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a coding that nobody asked for', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n'],
    ['a chunk longer than it says', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n'],
    ['a head without an end', `HTTP/1.1 200 OK\r\na: ${'x'.repeat(70_000)}`],
  ])('is broken by %s', (_what, text) => {
    expect(read(text)).toEqual({ state: 'broken' });
  });
});
