import { integer, text, texts } from './arguments.js';
import { CallError } from './errors.js';
import type { Handlers } from './handler.js';
import type { Settings } from './settings.js';

const LONGEST_NAME = 256;
const LONGEST_VALUE = 4096;
const MOST_NAMES = 1000;

/** The calls on the target's settings. */
export const settingCalls: Handlers<'setting' | 'setSetting' | 'settings'> = {
  setting: (args, { settings }) => ({ value: settings.read(text(args, 'name', LONGEST_NAME)) }),

  setSetting(args, { settings }) {
    const name = text(args, 'name', LONGEST_NAME);
    const value =
      typeof args.value === 'number'
        ? String(integer(args, 'value', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
        : text(args, 'value', LONGEST_VALUE);
    return { previous: settings.change(name, value) };
  },

  settings(args, { settings }) {
    const values: Record<string, string> = {};
    for (const name of texts(args, 'names', MOST_NAMES, LONGEST_NAME)) {
      const value = readOrAbsent(settings, name);
      if (value !== undefined) values[name] = value;
    }
    return { values };
  },
};

// Absent, or not ours to read: neither is there for the asker.
function readOrAbsent(settings: Settings, name: string): string | undefined {
  try {
    return settings.read(name);
  } catch (error) {
    if (error instanceof CallError && error.kind !== 'bad-request') return undefined;
    throw error;
  }
}
