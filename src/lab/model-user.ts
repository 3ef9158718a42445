import { ModelError, NoSuchSocket, NotOffered } from '../model/errors.js';
import type { Model } from '../model/model.js';
import { CallFailed, CallRejected, UnsupportedCall } from '../target/errors.js';
import type { ArgumentsOf, Platform, ResultOf, User, UserCallName } from '../target/user.js';

const PLATFORM: Platform = { os: 'model', kernel: 'RFC 9293', hostname: 'model' };

/** One process on the model: it makes the user calls, and what it opened goes with it. */
export class ModelUser implements User {
  readonly kind = 'model';
  readonly platform = PLATFORM;
  readonly #model: Model;
  /** Which sockets are this process's. */
  readonly #owner: number;
  readonly #before = new Map<string, string>();
  #hasEnded = false;

  constructor(model: Model, owner: number) {
    this.#model = model;
    this.#owner = owner;
  }

  supports(_call: UserCallName): boolean {
    return true;
  }

  /** A model in memory is never lost. */
  on(_event: 'lost', _listener: (error: Error) => void): void {}

  async end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#model.endCase({ owner: this.#owner });
    for (const [name, value] of this.#before) this.#model.setSetting({ name, value });
  }

  readonly open = this.#caller('open', (args) => this.#model.open({ ...args, owner: this.#owner }));
  readonly bind = this.#caller('bind', (args) => this.#model.bind(args));
  readonly listen = this.#caller('listen', (args) => this.#model.listen(args));
  readonly connect = this.#caller('connect', (args) => this.#model.connect(args));
  readonly accept = this.#caller('accept', (args) => this.#model.accept(args));
  readonly send = this.#caller('send', (args) => this.#model.send(args));
  readonly receive = this.#caller('receive', (args) => this.#model.receive(args));
  readonly shutdown = this.#caller('shutdown', (args) => this.#model.shutdown(args));
  readonly close = this.#caller('close', (args) => this.#model.close(args));
  readonly abort = this.#caller('abort', (args) => this.#model.abort(args));
  readonly endCase = this.#caller('endCase', (args) => this.#model.endCase({ ...args, owner: this.#owner }));
  readonly poll = this.#caller('poll', (args) => this.#model.poll(args));
  readonly local = this.#caller('local', (args) => this.#model.local(args));
  readonly remote = this.#caller('remote', (args) => this.#model.remote(args));
  readonly setOption = this.#caller('setOption', (args) => this.#model.setOption(args));
  readonly getOption = this.#caller('getOption', (args) => this.#model.getOption(args));
  readonly queued = this.#caller('queued', (args) => this.#model.queued(args));
  readonly atMark = this.#caller('atMark', (args) => this.#model.atMark(args));
  readonly errorReports = this.#caller('errorReports', (args) => this.#model.errorReports(args));
  readonly receivedTrafficClass = this.#caller('receivedTrafficClass', (args) =>
    this.#model.receivedTrafficClass(args),
  );
  readonly info = this.#caller('info', (args) => this.#model.info(args));
  readonly state = this.#caller('state', (args) => this.#model.state(args));
  readonly states = this.#caller('states', (args) => this.#model.states(args));
  readonly setting = this.#caller('setting', (args) => this.#model.setting(args));
  readonly settings = this.#caller('settings', (args) => this.#model.settings(args));
  readonly setSetting = this.#caller('setSetting', (args) => {
    const changed = this.#model.setSetting(args);
    if (!this.#before.has(args.name)) this.#before.set(args.name, changed.previous);
    return changed;
  });

  #caller<C extends UserCallName>(
    call: C,
    make: (args: ArgumentsOf<C>) => ResultOf<C> | Promise<ResultOf<C>>,
  ): (args: ArgumentsOf<C>) => Promise<ResultOf<C>> {
    return async (args) => {
      try {
        return await make(args);
      } catch (error) {
        throw asRejection(call, error);
      }
    };
  }
}

/** The error that an agent's user would reject with. */
function asRejection(call: string, error: unknown): unknown {
  if (error instanceof ModelError) return new CallFailed(call, error.errno, error.message);
  if (error instanceof NotOffered) return new UnsupportedCall(call, error.message);
  if (error instanceof NoSuchSocket) return new CallRejected(call, 'no-such-socket', error.message);
  return error;
}
