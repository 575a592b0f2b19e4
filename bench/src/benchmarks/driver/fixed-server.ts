/**
 * The server of the benchmark: cheap, so that whoever sends has the slower part, and the same for all. It keeps nothing: the
 * session is in the key.
 */
import { createServer, type Server } from 'node:net';
import { answerTo, birthIn, birthOf, stepIn } from './answers.js';

const END_OF_HEAD = '\r\n\r\n';
const LENGTH = 'content-length: ';

/** @param onRequest told of each request, as it came, a character a byte */
export function createFixedServer(onRequest: (request: string) => void): Server {
  let births = 0;
  return createServer({ noDelay: true }, (socket) => {
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      text = text === '' ? chunk : text + chunk;
      for (let length = requestLength(text); length > 0; length = requestLength(text)) {
        const request = text.slice(0, length);
        text = text.slice(length);
        const step = stepIn(request);
        if (step === null) {
          socket.destroy();
          return;
        }
        onRequest(request);
        socket.write(answerTo(step, birthIn(request) ?? birthOf(births++)), 'latin1');
      }
    });
  });
}

/** Of the first request in the text, body included; 0 where it is not all there. */
function requestLength(text: string): number {
  const end = text.indexOf(END_OF_HEAD);
  if (end < 0) return 0;
  const head = text.slice(0, end).toLowerCase();
  const at = head.indexOf(LENGTH);
  const length = end + END_OF_HEAD.length + (at < 0 ? 0 : Number.parseInt(head.slice(at + LENGTH.length), 10));
  return text.length < length ? 0 : length;
}
