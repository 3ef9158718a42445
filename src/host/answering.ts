import { type Link, LinkError } from '../link/link.js';
import { isOneHosts } from './answers.js';
import type { Neighbours } from './neighbours.js';
import type { Strange } from './strange.js';
import { Throttle } from './throttle.js';

/** What a host is asked: where it is, or whether it is there. */
export type Question = 'discovery' | 'echo';

/** How many requests of a kind are answered: those of hosts that were asked for themselves, and all others' together, so that these cannot keep those out. */
const ANSWERS = { burst: 200, perSecond: 200 } as const;

/** Answers requests, but no more than are sensible, and never to many at once. */
export class Answering {
  readonly #link: Pick<Link, 'clock' | 'mtu'>;
  readonly #neighbours: Neighbours;
  readonly #strange: Strange;
  readonly #throttles: ReadonlyMap<string, Throttle>;

  constructor(link: Pick<Link, 'clock' | 'mtu'>, neighbours: Neighbours, strange: Strange) {
    this.#link = link;
    this.#neighbours = neighbours;
    this.#strange = strange;
    const names = ['discovery', 'echo'].flatMap((question) => [`${question} known`, `${question} others`]);
    this.#throttles = new Map(names.map((name) => [name, new Throttle(link.clock, ANSWERS)]));
  }

  /** Calls `send` to answer a request with a payload, or counts it as unanswered. A link that is lost tells so by itself. */
  answer(
    to: { readonly address: string; readonly hardware: string },
    question: Question,
    payload: Uint8Array,
    send: () => void,
  ): void {
    const known = this.#neighbours.lookup(to.address) === to.hardware ? 'known' : 'others';
    const fits = isOneHosts(to.hardware) && payload.length <= this.#link.mtu;
    if (!fits || !this.#throttles.get(`${question} ${known}`)?.admits()) {
      this.#strange.count('unanswered');
      return;
    }
    try {
      send();
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.#strange.count('unanswered');
    }
  }
}
