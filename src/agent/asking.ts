import type { ArgumentsOf, CallName, Endpoint, Failure, Family, ResultOf, SocketHandle } from './protocol.js';
import { Session } from './session.js';

type Answer = Readonly<Record<string, unknown>>;

/** A controller in the same process, for tests: asks a session of its own and gets what it answers. */
export class Asking {
  readonly session: Session;
  /** Every line that was answered, read. */
  readonly answers: Answer[] = [];
  readonly #waiting = new Map<unknown, (answer: Answer) => void>();
  #id = 0;

  constructor() {
    const send = (line: string): void => this.#hear(JSON.parse(line) as Answer);
    this.session = new Session({ token: undefined, allowPublic: false, send, hangUp: () => {} });
  }

  /** Makes a call; rejects with the answer's message when it is negative. */
  async ask<C extends CallName>(call: C, args: ArgumentsOf<C>): Promise<ResultOf<C>> {
    const { id: _, ok, ...result } = await this.#request(call, args);
    if (ok !== true) throw new Error(`${call}: ${result.error}: ${result.message}`);
    return result as ResultOf<C>;
  }

  /** Makes a call that should fail, with any arguments: the negative answer. */
  async failure(call: string, args: object = {}): Promise<Failure> {
    const answer = await this.#request(call, args);
    if (answer.ok !== false) throw new Error(`${call} did not fail: ${JSON.stringify(answer)}`);
    return answer as unknown as Failure;
  }

  /** A line as it is; the answer to it. */
  async line(text: string): Promise<Answer> {
    await this.session.take(text);
    return this.answers.at(-1) ?? {};
  }

  /** A listener on loopback. */
  async listener(family: Family, backlog = 8): Promise<Endpoint & { readonly socket: SocketHandle }> {
    const { socket } = await this.ask('open', { case: 'listener', family });
    const end = await this.ask('bind', { socket, address: loopback(family), port: 0, reuseAddress: true });
    await this.ask('listen', { socket, backlog });
    return { socket, ...end };
  }

  /** A connection on loopback: its active and its passive end. */
  async connection(family: Family): Promise<Connection> {
    const { socket: listening, address, port } = await this.listener(family);
    const { socket: active } = await this.ask('open', { case: 'connection', family });
    const { inProgress: _, ...near } = await this.ask('connect', { socket: active, address, port });
    const { socket: passive } = await this.ask('accept', { socket: listening, withinMs: 1000 });
    return { active, passive, listening, near, far: { address, port } };
  }

  #request(call: string, args: object): Promise<Answer> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      void this.session.take(JSON.stringify({ id, call, ...args }));
    });
  }

  #hear(answer: Answer): void {
    this.answers.push(answer);
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}

/** Both ends of a connection; `near` is where the active end is bound, `far` the passive. */
export interface Connection {
  readonly active: SocketHandle;
  readonly passive: SocketHandle;
  readonly listening: SocketHandle;
  readonly near: Endpoint;
  readonly far: Endpoint;
}

/** The loopback address. */
export function loopback(family: Family): string {
  return family === 4 ? '127.0.0.1' : '::1';
}
