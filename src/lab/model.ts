import type { Clock } from '../link/clock.js';
import type { Link } from '../link/link.js';
import { memoryLinkPair } from '../link/memory-link.js';
import { virtualClock } from '../link/virtual-clock.js';
import { rulesWith } from '../model/faults.js';
import { Model } from '../model/model.js';
import type { Rules } from '../model/rules.js';
import type { User } from '../target/user.js';
import { serveModel } from './model-services.js';
import { ModelUser } from './model-user.js';

const TARGET = { address4: '192.0.2.1', address6: '2001:db8::1' };
const PHANTOM = { address4: '192.0.2.100', address6: '2001:db8::100' };
const WIRE_MS = 0.01;

/** What a model is brought up with. */
export interface ModelLabSettings {
  /** The same seed gives the same run. */
  readonly seed: number;
  /** Faults to switch on, by name. */
  readonly faults?: readonly string[];
  /** Settings of the model, by name: `model.2msl`. */
  readonly settings?: Readonly<Record<string, number>>;
  /** Whether the small services run on it. */
  readonly services?: boolean;
  /** Is told of each rule that the model looks at, by its name. */
  readonly onRule?: (name: string) => void;
}

/** A model on a link in memory, on virtual time, with the tester's end of the link. */
export interface ModelLab {
  readonly link: Link;
  readonly clock: Clock;
  readonly user: User;
  /** Another process on the model. */
  startUser(): Promise<User>;
  readonly target: { readonly address4: string; readonly address6: string };
  readonly phantom: { readonly address4: string; readonly address6: string };
  /** Idempotent. Time stands still afterwards. */
  down(): Promise<void>;
}

/** Brings a model up. Throws on a fault or a setting that there is not. */
export function upModel({ seed, faults = [], settings = {}, services = false, onRule }: ModelLabSettings): ModelLab {
  const time = virtualClock();
  const [link, far] = memoryLinkPair(wireClock(time));
  const model = new Model({ link: far, ...TARGET, seed, rules: watched(rulesWith(faults), onRule), settings });
  let processes = 0;
  const startUser = async () => {
    processes++;
    return new ModelUser(model, processes);
  };
  if (services) void startUser().then((user) => serveModel(user, link.clock));
  time.start();
  return {
    link,
    clock: link.clock,
    user: new ModelUser(model, 0),
    startUser,
    target: TARGET,
    phantom: PHANTOM,
    async down() {
      time.stop();
      model.down();
      await Promise.all([link.close(), far.close()]);
    },
  };
}

function watched(rules: Rules, onRule: ((name: string) => void) | undefined): Rules {
  if (!onRule) return rules;
  return new Proxy(rules, {
    get(target, name) {
      onRule(String(name));
      return Reflect.get(target, name);
    },
  });
}

/** What is to happen at once takes as long as a frame on the wire, so that no frame arrives at the moment it is sent. */
function wireClock({ now, after }: Clock): Clock {
  return { now, after: (ms, callback) => after(Math.max(ms, WIRE_MS), callback) };
}
