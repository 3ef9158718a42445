import { UnsupportedCall } from './errors.js';
import type { ArgumentsOf, Platform, ResultOf, User, UserCallName } from './user.js';

/** What is known of a machine on which nobody runs who could tell. */
const UNKNOWN: Platform = { os: 'unknown', kernel: 'unknown', hostname: 'unknown' };

/**
 * The user of a target without an agent: its services, which make calls of their own accord and none that they are asked
 * for. So every call rejects with UnsupportedCall, but for those that end what a case has opened, which is nothing. What
 * services make a target do is for the peers of a case to bring about.
 */
export class ServicesUser implements User {
  readonly kind = 'services';
  readonly platform = UNKNOWN;

  supports(_call: UserCallName): boolean {
    return false;
  }

  /** There is no channel that could be lost. */
  on(_event: 'lost', _listener: (error: Error) => void): void {}

  async end(): Promise<void> {}

  async endCase(): Promise<ResultOf<'endCase'>> {
    return { closed: 0 };
  }

  readonly open = refused('open');
  readonly bind = refused('bind');
  readonly listen = refused('listen');
  readonly connect = refused('connect');
  readonly accept = refused('accept');
  readonly send = refused('send');
  readonly receive = refused('receive');
  readonly shutdown = refused('shutdown');
  readonly close = refused('close');
  readonly abort = refused('abort');
  readonly poll = refused('poll');
  readonly local = refused('local');
  readonly remote = refused('remote');
  readonly setOption = refused('setOption');
  readonly getOption = refused('getOption');
  readonly queued = refused('queued');
  readonly atMark = refused('atMark');
  readonly errorReports = refused('errorReports');
  readonly receivedTrafficClass = refused('receivedTrafficClass');
  readonly info = refused('info');
  readonly state = refused('state');
  readonly states = refused('states');
  readonly setting = refused('setting');
  readonly setSetting = refused('setSetting');
  readonly settings = refused('settings');
}

function refused<C extends UserCallName>(call: C): (args: ArgumentsOf<C>) => Promise<ResultOf<C>> {
  return async () => {
    throw new UnsupportedCall(call, 'the target has no agent that could make the call');
  };
}
