import type { ResultOf, User } from '../target/user.js';

/** Whose port it is to be. */
export interface PlaceSettings {
  readonly user: () => User;
  readonly label: string;
  readonly family: 4 | 6;
  readonly address: string;
}

/** A port of the target on which there is nothing, but which no other case gets: bound, and nothing made of it. */
export class Place {
  readonly #settings: PlaceSettings;
  #socket: ResultOf<'open'>['socket'] | undefined;

  constructor(settings: PlaceSettings) {
    this.#settings = settings;
  }

  /** Takes a port, or 0 for one that the target picks; resolves to it. Throws CallFailed if somebody has it. */
  async take(wanted: number): Promise<number> {
    const { user, label, family, address } = this.#settings;
    const { socket } = await user().open({ case: label, family });
    const { port } = await user().bind({ socket, address, port: wanted });
    this.#socket = socket;
    return port;
  }

  /** Lets the port go, for the case to open it. */
  async giveUp(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await this.#settings.user().close({ socket });
  }
}
