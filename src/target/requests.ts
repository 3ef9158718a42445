import type { ArgumentsOf, CallName, ErrorKind, Greeting, ResultOf } from '../agent/protocol.js';
import { PROTOCOL_VERSION } from '../agent/protocol.js';
import type { Channel } from './channel.js';
import { AgentLost, CallFailed, CallRejected, CallTimedOut, UnsupportedCall } from './errors.js';

const ASK_AGAIN_MS = 1000;

interface Pending {
  readonly call: string;
  readonly resolve: (result: object) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Requests on a channel and their answers: each has a deadline, and all fail with AgentLost when the channel ends. */
export class Requests {
  readonly #channel: Channel;
  readonly #answerWithinMs: number;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #lost: AgentLost | undefined;
  #greeted = (): void => {};

  constructor(channel: Channel, answerWithinMs: number) {
    this.#channel = channel;
    this.#answerWithinMs = answerWithinMs;
    channel.onLine((line) => this.#take(line));
    channel.onEnd((reason) => this.#lose(new AgentLost(reason)));
  }

  /** Makes a call. A call that waits on the target gets that time on top. */
  make<C extends CallName>(call: C, args: ArgumentsOf<C>): Promise<ResultOf<C>> {
    const waitMs = 'withinMs' in args && typeof args.withinMs === 'number' ? args.withinMs : 0;
    return this.#request(call, args, waitMs + this.#answerWithinMs);
  }

  /** Says hello once the agent has greeted; an agent that was running before may have greeted nobody, and is asked. */
  async greet(hello: ArgumentsOf<'hello'>, withinMs: number): Promise<Greeting> {
    const until = performance.now() + withinMs;
    const greeted = new Promise<void>((resolve) => {
      this.#greeted = resolve;
    });
    const lost = new Promise<never>((_, reject) => this.onLost(reject));
    lost.catch(() => {});
    await Promise.race([greeted, lost, pause(ASK_AGAIN_MS)]);
    for (;;) {
      const leftMs = until - performance.now();
      const last = leftMs <= ASK_AGAIN_MS;
      try {
        const greeting = await this.#request('hello', hello, Math.max(1, last ? leftMs : ASK_AGAIN_MS));
        return checkGreeting(greeting);
      } catch (error) {
        if (last || !(error instanceof CallTimedOut)) throw error;
      }
    }
  }

  onLost(listener: (error: Error) => void): void {
    this.#channel.onEnd((reason) => listener(this.#lost ?? new AgentLost(reason)));
  }

  #request<C extends CallName>(call: C, args: ArgumentsOf<C>, withinMs: number): Promise<ResultOf<C>> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const expire = (): void => {
        if (this.#pending.delete(id)) reject(new CallTimedOut(call, Math.round(withinMs)));
      };
      // An answer that came while the tester was busy is read first.
      const deadline = setTimeout(() => setImmediate(expire), withinMs);
      this.#pending.set(id, { call, resolve: (result) => resolve(result as ResultOf<C>), reject, deadline });
      this.#channel.send(JSON.stringify({ id, call, ...args }));
    });
  }

  // Lines that are no answers are noise (a serial console has some); what is missed then, its deadline tells.
  #take(line: string): void {
    const answer = parse(line);
    if (answer?.hello === 'tcpspec-agent') this.#greeted();
    const { id, ok, ...result } = answer ?? {};
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined;
    if (!pending) return;
    this.#pending.delete(id as number);
    clearTimeout(pending.deadline);
    if (ok === true) pending.resolve(result);
    else pending.reject(failure(pending.call, result));
  }

  #lose(error: AgentLost): void {
    this.#lost = error;
    for (const { deadline, reject } of this.#pending.values()) {
      clearTimeout(deadline);
      reject(error);
    }
    this.#pending.clear();
  }
}

function failure(call: string, answer: Readonly<Record<string, unknown>>): Error {
  const message = typeof answer.message === 'string' ? answer.message : 'no reason is given';
  const error = answer.error as ErrorKind;
  const errno = typeof answer.errno === 'string' ? answer.errno : undefined;
  if (error === 'unsupported') return new UnsupportedCall(call, message, errno);
  if (error === 'errno') return new CallFailed(call, errno ?? 'unknown', message);
  return new CallRejected(call, error, message);
}

function checkGreeting(greeting: Greeting): Greeting {
  const { protocol, calls } = greeting;
  if (!Array.isArray(calls)) throw new AgentLost('its greeting names no calls');
  if (protocol === PROTOCOL_VERSION) return greeting;
  throw new AgentLost(`it speaks version ${protocol} of the protocol, and not ${PROTOCOL_VERSION}`);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
