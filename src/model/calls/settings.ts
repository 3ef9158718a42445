import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { known } from '../settings.js';

/** A setting of the model as text. Throws NotOffered for one that there is not. */
export function setting({ stack }: Machine, args: { readonly name: string }): { value: string } {
  return { value: String(stack.settings[known(args.name)]) };
}

/** Changes a setting for what happens from now on; the value before. Throws NotOffered, or EINVAL for what is no number. */
export function setSetting(
  { stack }: Machine,
  args: { readonly name: string; readonly value: string | number },
): { previous: string } {
  const name = known(args.name);
  const value = Number(args.value);
  if (!Number.isFinite(value) || value < 0) throw new ModelError('EINVAL', `${name} is a number`);
  const previous = String(stack.settings[name]);
  stack.settings[name] = value;
  return { previous };
}

/** Those of the names that there are. */
export function settings(
  { stack }: Machine,
  args: { readonly names: readonly string[] },
): { values: Record<string, string> } {
  const held = Object.entries(stack.settings).filter(([name]) => args.names.includes(name));
  return { values: Object.fromEntries(held.map(([name, value]) => [name, String(value)])) };
}
