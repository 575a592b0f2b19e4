/** Questions to the processes' own doors: HTTP on an admin port, lines on a Unix or TCP socket. */
import { request } from 'node:http';
import { connect, type NetConnectOpts } from 'node:net';

/** How long a process that runs may take to answer an admin question. */
export const ANSWER_DEADLINE_MS = 5000;

/**
 * Body of `GET path` on a loopback port, over a connection of its own, which the server need not wait for at its end.
 *
 * @throws Error on any status but 200, without an answer in time, or when the body is cut short
 */
export function getText(port: number, path: string, deadlineMs = ANSWER_DEADLINE_MS): Promise<string> {
  return askText({ port, method: 'GET', path }, null, deadlineMs);
}

/** Body of the answer to `POST path` with a JSON body; all else as {@link getText}. */
export function postText(port: number, path: string, json: string, deadlineMs = ANSWER_DEADLINE_MS): Promise<string> {
  return askText({ port, method: 'POST', path }, json, deadlineMs);
}

interface Question {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

function askText({ port, method, path }: Question, json: string | null, deadlineMs: number): Promise<string> {
  const headers =
    json === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false, signal: AbortSignal.timeout(deadlineMs) },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(parts).toString('utf8');
          if (answer.statusCode === 200) resolve(body);
          else reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${body.slice(0, 200)}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end(json ?? undefined);
  });
}

/**
 * Sends one line and returns what comes back.
 *
 * @param isWhole tells when the answer is whole; without it, when the other side closes
 * @param signal ends the waiting; without it, it takes as long as it takes (a paused process answers later)
 */
export function askLine(
  target: NetConnectOpts,
  line: string,
  { isWhole, signal }: { isWhole?: (text: string) => boolean; signal?: AbortSignal } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(target);
    // By hand: the option of `connect` would leave its listener on the signal for good.
    const onAbort = (): void => void socket.destroy(new Error(`"${line}": no answer in time`));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${line}\n`));
    socket.on('data', (part: string) => {
      text += part;
      if (isWhole?.(text)) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      signal?.removeEventListener('abort', onAbort);
      if (isWhole === undefined ? text !== '' : isWhole(text)) resolve(text);
      else reject(new Error(`"${line}": the connection closed before the answer was whole`));
    });
  });
}
