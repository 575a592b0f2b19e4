/** Browsers in front of an app that does with its session layer whatever a test says. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Changes } from '../../domain/session-data.js';
import { type DumpLine, SESSION_COOKIE, sessionKeyOf } from '../../protocol/index.js';
import type { SessionLayer } from '../layer.js';

export interface LayerUnderTest {
  /** Holds no session yet. */
  readonly layer: SessionLayer;
  /** Lets the layer believe that so much time has gone by. */
  readonly pass: (ms: number) => Promise<void>;
}

export type Script<Result> = (layer: SessionLayer, request: FastifyRequest, reply: FastifyReply) => Promise<Result>;

/** An app that runs scripts, and browsers that ask it to. */
export class Stage implements AsyncDisposable {
  readonly layer: SessionLayer;
  readonly pass: LayerUnderTest['pass'];
  readonly #app = fastify();
  readonly #scripts = new Map<string, Script<unknown>>();

  private constructor({ layer, pass }: LayerUnderTest) {
    this.layer = layer;
    this.pass = pass;
  }

  static async open(made: LayerUnderTest): Promise<Stage> {
    const stage = new Stage(made);
    await made.layer.register(stage.#app);
    stage.#app.get('/run/:script', async (request, reply) => {
      await stage.#scripts.get((request.params as { script: string }).script)?.(made.layer, request, reply);
      return {};
    });
    return stage;
  }

  browser(): Browser {
    return new Browser(this.#app, this.#scripts);
  }

  async dump(): Promise<DumpLine[]> {
    const lines: DumpLine[] = [];
    for await (const line of this.layer.dump()) lines.push(line);
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close();
    await this.layer.close();
  }
}

/** A browser in front of an app that does whatever a test says. */
export class Browser {
  cookie: string | null = null;
  readonly #app: FastifyInstance;
  readonly #scripts: Map<string, Script<unknown>>;
  constructor(app: FastifyInstance, scripts: Map<string, Script<unknown>>) {
    this.#app = app;
    this.#scripts = scripts;
  }
  get key(): string | null {
    return this.cookie === null ? null : sessionKeyOf(this.cookie);
  }
  async run<Result>(script: Script<Result>): Promise<Result> {
    const name = String(this.#scripts.size);
    let result: Result | undefined;
    this.#scripts.set(name, async (layer, request, reply) => {
      result = await script(layer, request, reply);
    });
    const answer = await this.#app.inject({
      url: `/run/${name}`,
      cookies: this.cookie === null ? {} : { [SESSION_COOKIE]: this.cookie },
    });
    if (answer.statusCode !== 200) throw new Error(answer.json<{ message: string }>().message);
    for (const { name: cookie, value } of answer.cookies) {
      if (cookie === SESSION_COOKIE) this.cookie = value === '' ? null : value;
    }
    return result as Result;
  }
  save(changes: Changes): Promise<void> {
    return this.run((layer, request) => layer.save(request, changes));
  }
  /** A copy of what the request finds, without the layer's own keys. */
  find(): Promise<Record<string, unknown> | null> {
    return this.run(async (layer, request) => {
      const found = layer.find(request);
      return found === null ? null : (JSON.parse(JSON.stringify({ ...found, cookie: undefined })) as never);
    });
  }
}
