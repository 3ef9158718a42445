import type { ArgumentsOf, Greeting, Platform, ResultOf } from '../agent/protocol.js';
import type { Channel } from './channel.js';
import { AgentLost } from './errors.js';
import { Requests } from './requests.js';
import type { User, UserCallName } from './user.js';

/** How an agent is met. */
export interface AgentUserOptions {
  /** The tester's own addresses; the agent connects the target to nothing else. Needed when the agent asks for a token. */
  readonly peers?: readonly string[];
  /** How long the agent may take to answer, on top of what a call itself waits. */
  readonly answerWithinMs?: number;
  /** How long it may take to greet. */
  readonly greetWithinMs?: number;
}

const ANSWER_WITHIN_MS = 5000;
const GREET_WITHIN_MS = 10_000;

/** A user that is an agent on the target. */
export class AgentUser implements User {
  readonly kind = 'agent';
  readonly platform: Platform;
  readonly #channel: Channel;
  readonly #requests: Requests;
  readonly #calls: ReadonlySet<string>;
  #ended = false;

  /** Meets the agent at the other end of a channel. Rejects with AgentLost, or CallRejected for a wrong token or a public peer. */
  static async meet(channel: Channel, options: AgentUserOptions = {}): Promise<AgentUser> {
    const requests = new Requests(channel, options.answerWithinMs ?? ANSWER_WITHIN_MS);
    try {
      const { token } = channel;
      const { peers } = options;
      const hello = { ...(token === undefined ? {} : { token }), ...(peers === undefined ? {} : { peers }) };
      const greeting = await requests.greet(hello, options.greetWithinMs ?? GREET_WITHIN_MS);
      return new AgentUser(channel, requests, greeting, checkPlatform(await requests.make('platform', {})));
    } catch (error) {
      await channel.close();
      throw error;
    }
  }

  private constructor(channel: Channel, requests: Requests, greeting: Greeting, platform: Platform) {
    this.#channel = channel;
    this.#requests = requests;
    this.#calls = new Set(greeting.calls);
    this.platform = platform;
  }

  supports(call: UserCallName): boolean {
    return this.#calls.has(call);
  }

  on(_event: 'lost', listener: (error: Error) => void): void {
    this.#requests.onLost((error) => {
      if (!this.#ended) listener(error);
    });
  }

  end(): Promise<void> {
    this.#ended = true;
    return this.#channel.close();
  }

  readonly open = this.#caller('open');
  readonly bind = this.#caller('bind');
  readonly listen = this.#caller('listen');
  readonly connect = this.#caller('connect');
  readonly accept = this.#caller('accept');
  readonly send = this.#caller('send');
  readonly receive = this.#caller('receive');
  readonly shutdown = this.#caller('shutdown');
  readonly close = this.#caller('close');
  readonly abort = this.#caller('abort');
  readonly endCase = this.#caller('endCase');
  readonly poll = this.#caller('poll');
  readonly local = this.#caller('local');
  readonly remote = this.#caller('remote');
  readonly setOption = this.#caller('setOption');
  readonly getOption = this.#caller('getOption');
  readonly queued = this.#caller('queued');
  readonly atMark = this.#caller('atMark');
  readonly errorReports = this.#caller('errorReports');
  readonly receivedTrafficClass = this.#caller('receivedTrafficClass');
  readonly info = this.#caller('info');
  readonly state = this.#caller('state');
  readonly states = this.#caller('states');
  readonly setting = this.#caller('setting');
  readonly setSetting = this.#caller('setSetting');
  readonly settings = this.#caller('settings');

  #caller<C extends UserCallName>(call: C): (args: ArgumentsOf<C>) => Promise<ResultOf<C>> {
    return (args) => this.#requests.make(call, args);
  }
}

/** It goes into the report as it is. */
function checkPlatform(platform: Platform): Platform {
  const { os, kernel } = platform;
  if (typeof os === 'string' && typeof kernel === 'string') return platform;
  throw new AgentLost('it does not say which system it runs on');
}
