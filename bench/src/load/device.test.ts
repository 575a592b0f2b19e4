/** What an answer says of a session, and when it says nothing. */
import { describe, expect, it } from 'vitest';
import { type Answer, AnswerReader } from './answer-reader.js';
import { type Heard, HttpDevice } from './device.js';
import type { TransportError } from './outcome.js';

/** As the load driver reads it off its connection. */
function heard(...headers: readonly string[]): Heard {
  const bytes = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${headers.map((each) => `${each}\r\n`).join('')}\r\n`,
  );
  const read = new AnswerReader().push(bytes, bytes.length);
  if (read.state !== 'whole') throw new Error(`the answer is ${read.state}`);
  const { answer }: { answer: Answer } = read;
  const connections = {
    send: (_request: unknown, done: (answer: Answer | TransportError) => void) => {
      done(answer);
      return () => {};
    },
    close: () => {},
  };
  const device = new HttpDevice('d1', connections, () => 0);
  let result: Heard | TransportError = 'closed';
  device.send('view', 1, null, device.jar, (answered) => {
    result = answered;
  });
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('an answer', () => {
  it.each<[string, readonly string[], Pick<Heard, 'speaks' | 'birth' | 'items'>]>([
    ['names a session and lists its items', ['x-birth: b', 'x-items: 1-3'], { speaks: true, birth: 'b', items: '1-3' }],
    ['names a session that has none', ['x-birth: b', 'x-items: '], { speaks: true, birth: 'b', items: '' }],
    ['says that there is none', ['x-birth: none'], { speaks: true, birth: null, items: '' }],
    ['says nothing', [], { speaks: false, birth: null, items: '' }],
    // Else its store would be accused of having lost them.
    [
      'says nothing where it names a session without its items',
      ['x-birth: b'],
      { speaks: false, birth: null, items: '' },
    ],
    ['says nothing by items alone', ['x-items: 1-3'], { speaks: false, birth: null, items: '' }],
  ])('%s', (_what, headers, said) => expect(heard(...headers)).toMatchObject(said));
});
