import { CallFailed } from '../target/errors.js';
import type { User } from '../target/user.js';
import { SETTINGS, type SettingName, type SettingPlace, type SettingValues } from './setting-table.js';
import { Unsupported } from './verdict.js';

/**
 * The settings of the target as one case has them: changed through the user, and put back by `putBack`. Where that is no
 * longer possible, since the user is gone, the user itself puts them back when its channel ends.
 */
export class TargetSettings {
  readonly #user: User;
  readonly #before = new Map<string, string>();

  constructor(user: User) {
    this.#user = user;
  }

  /** Gives settings these values until `putBack`. Throws Unsupported, with the reason, where the target does not let them be set. */
  async change(values: SettingValues): Promise<void> {
    for (const [name, value] of Object.entries(values) as [SettingName, number][]) {
      const place = await this.#placeOf(name);
      if (!place || !this.#user.supports('setSetting')) throw new Unsupported(`the target's ${name} cannot be set`);
      const inItsUnit = value * (place.perUnit ?? 1);
      try {
        const { previous } = await this.#user.setSetting({ name: place.name, value: inItsUnit });
        if (!this.#before.has(place.name)) this.#before.set(place.name, previous);
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        throw new Unsupported(`the target's ${name} cannot be set to ${value}: ${error.message}`);
      }
    }
  }

  /** A setting's value, in the table's unit; undefined where the target does not tell. */
  async read(name: SettingName): Promise<number | undefined> {
    const place = await this.#placeOf(name);
    return place && Number(place.value) / (place.perUnit ?? 1);
  }

  /** Gives every setting that was changed the value that it had, the last first. Throws what the last of its calls that failed threw. */
  async putBack(): Promise<void> {
    let failure: unknown;
    for (const [name, value] of [...this.#before].reverse()) {
      await this.#user.setSetting({ name, value }).then(
        () => this.#before.delete(name),
        (error: unknown) => {
          failure = error;
        },
      );
    }
    if (failure !== undefined) throw failure;
  }

  /** The first of a setting's places that the target has, and what stands there. */
  async #placeOf(name: SettingName): Promise<(SettingPlace & { readonly value: string }) | undefined> {
    if (!this.#user.supports('settings')) return undefined;
    const isModel = this.#user.kind === 'model';
    const places: readonly SettingPlace[] = SETTINGS[name];
    const own = places.filter((place) => place.name.startsWith('model.') === isModel);
    const { values } = await this.#user.settings({ names: own.map((place) => place.name) });
    for (const place of own) {
      const value = values[place.name];
      if (value !== undefined) return { ...place, value };
    }
    return undefined;
  }
}
