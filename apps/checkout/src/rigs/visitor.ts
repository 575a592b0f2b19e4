/** A person with a cookie jar for tests against real nodes: sends the steps of the protocol over HTTP. */
import { HEADERS, SESSION_COOKIE, STEPS, type Step, sessionKeyOf } from '../protocol/index.js';

export interface Heard {
  readonly status: number;
  readonly birth: string | null;
  readonly items: string | null;
  readonly effect: string | null;
  readonly connection: string | null;
  readonly body: unknown;
}

export class Visitor {
  /** Value of the session cookie. */
  cookie: string | null = null;

  get key(): string | null {
    return this.cookie === null ? null : sessionKeyOf(this.cookie);
  }

  /**
   * @param body a text is sent as it stands, for what JSON.stringify would not say
   * @throws TypeError when there is no answer
   */
  async send(
    origin: string,
    step: Step,
    body: object | string | null = null,
    operation: number | null = null,
  ): Promise<Heard> {
    const { method, path } = STEPS[step];
    const answer = await fetch(origin + path, {
      method,
      headers: {
        ...(this.cookie === null ? {} : { cookie: `${SESSION_COOKIE}=${encodeURIComponent(this.cookie)}` }),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...(operation === null ? {} : { [HEADERS.operation]: String(operation) }),
      },
      body: body === null || typeof body === 'string' ? body : JSON.stringify(body),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return {
      status: answer.status,
      birth: answer.headers.get(HEADERS.birth),
      items: answer.headers.get(HEADERS.items),
      effect: answer.headers.get(HEADERS.effect),
      connection: answer.headers.get('connection'),
      body: await answer.json(),
    };
  }

  #keep(setCookie: string): void {
    const value = new RegExp(`^${SESSION_COOKIE}=([^;]*)`).exec(setCookie)?.[1];
    if (value !== undefined) this.cookie = value === '' ? null : decodeURIComponent(value);
  }
}
