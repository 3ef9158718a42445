import type { Listener } from './listener.js';
import { type End, keyOf, type Path } from './path.js';
import type { Tcb } from './tcb.js';

/** Every TCB there is. */
export class Connections {
  readonly #tcbs = new Map<string, Tcb>();
  readonly #listeners = new Set<Listener>();

  /** The connection between two ends. */
  find(path: Path): Tcb | undefined {
    return this.#tcbs.get(keyOf(path));
  }

  add(tcb: Tcb): void {
    this.#tcbs.set(keyOf(tcb.path), tcb);
  }

  remove(tcb: Tcb): void {
    if (this.#tcbs.get(keyOf(tcb.path)) === tcb) this.#tcbs.delete(keyOf(tcb.path));
  }

  /** The listener for a connection between two ends; the one that says most of them. */
  listenerFor(family: 4 | 6, local: End, remote: End): Listener | undefined {
    const weight = ({ settings }: Listener) => (settings.remote ? 2 : 0) + (settings.local.address ? 1 : 0);
    const matching = [...this.#listeners].filter((listener) => listener.matches(family, local, remote));
    return matching.sort((a, b) => weight(b) - weight(a))[0];
  }

  /** The listener at a port, at this address or at any. */
  listenerAt(
    family: 4 | 6,
    local: { readonly address: string | undefined; readonly port: number },
  ): Listener | undefined {
    return [...this.#listeners].find(({ settings }) => {
      if (settings.family !== family || settings.local.port !== local.port) return false;
      return local.address === undefined || (settings.local.address ?? local.address) === local.address;
    });
  }

  addListener(listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  get all(): readonly Tcb[] {
    return [...this.#tcbs.values()];
  }
}
