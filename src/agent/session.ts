import { type Arguments, object, optionalText, texts } from './arguments.js';
import { CALL_NAMES, handlerOf } from './calls.js';
import { badRequest, CallError, refused, unsupported } from './errors.js';
import type { Belongings } from './handler.js';
import { Peers } from './peers.js';
import { greeting } from './platform.js';
import type { Failure } from './protocol.js';
import { Settings } from './settings.js';
import { Sockets } from './sockets.js';
import { sameToken } from './token.js';

const MOST_WRONG_TOKENS = 3;
const MOST_PEERS = 10_000;
const LONGEST_TOKEN = 4096;

/** One controller's connection: what it may do, what it has open, and how its requests are answered. */
export class Session {
  readonly #mine: Belongings;
  readonly #token: string | undefined;
  readonly #send: (line: string) => void;
  readonly #hangUp: () => void;
  #admitted: boolean;
  #wrongTokens = 0;
  #ended = false;

  constructor(options: {
    /** The token that the controller must show, if it must. */
    readonly token: string | undefined;
    readonly allowPublic: boolean;
    readonly send: (line: string) => void;
    readonly hangUp: () => void;
  }) {
    this.#token = options.token;
    this.#admitted = options.token === undefined;
    this.#send = options.send;
    this.#hangUp = options.hangUp;
    const peers = new Peers({ required: options.token !== undefined, allowPublic: options.allowPublic });
    this.#mine = { sockets: new Sockets(), settings: new Settings(), peers };
  }

  /** Whether the controller has shown the token, if it must. */
  get admitted(): boolean {
    return this.#admitted;
  }

  /** Says who is there. */
  greet(): void {
    this.#send(JSON.stringify(greeting(CALL_NAMES, this.#token !== undefined)));
  }

  /** Answers one request line, now or when its wait is over. */
  async take(line: string): Promise<void> {
    if (this.#ended) return;
    let id: number | null = null;
    try {
      const request = parse(line);
      id = idOf(request.id);
      if (id === null) throw badRequest('id must be an integer that is not negative');
      const result = await this.#make(request);
      this.#answer({ id, ok: true, ...result });
    } catch (error) {
      this.#answer(failure(id, error));
    }
  }

  /** Answers a line that was too long to read. */
  takeOversized(head: string): void {
    const id = /^\s*\{\s*"id"\s*:\s*(\d{1,15})\s*,/.exec(head)?.[1];
    this.#answer(failure(id === undefined ? null : Number(id), badRequest('the line is too long')));
  }

  /** Aborts what is open and puts back what was changed. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#mine.sockets.abortAll();
    this.#mine.settings.restore();
  }

  async #make(request: Arguments): Promise<object> {
    const { call } = request;
    if (typeof call !== 'string') throw badRequest('call must be a string');
    if (call === 'hello') return this.#hello(request);
    if (call === 'ping') return {};
    if (!this.#admitted) throw refused('say hello with the token first');
    const handler = handlerOf(call);
    if (!handler) throw unsupported(`there is no call ${call.slice(0, 64)}`);
    return handler(request, this.#mine);
  }

  #hello(request: Arguments): object {
    const token = optionalText(request, 'token', LONGEST_TOKEN);
    const peers = request.peers === undefined ? undefined : texts(request, 'peers', MOST_PEERS, 64);
    if (this.#wrongTokens >= MOST_WRONG_TOKENS) throw refused('too many wrong tokens');
    if (this.#token !== undefined && !sameToken(this.#token, token ?? '')) {
      if (++this.#wrongTokens >= MOST_WRONG_TOKENS) setImmediate(this.#hangUp);
      throw refused('the token is wrong');
    }
    if (peers) this.#mine.peers.declare(peers);
    this.#admitted = true;
    return greeting(CALL_NAMES, this.#token !== undefined);
  }

  #answer(response: object): void {
    if (!this.#ended) this.#send(JSON.stringify(response));
  }
}

function parse(line: string): Arguments {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    throw badRequest('the line is not JSON');
  }
  return object(request, 'the request');
}

function idOf(id: unknown): number | null {
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : null;
}

function failure(id: number | null, error: unknown): Failure {
  const { kind, errno, message } = error instanceof CallError ? error : new CallError('fault', String(error));
  return { id, ok: false, error: kind, ...(errno === undefined ? {} : { errno }), message };
}
