import { badRequest } from './errors.js';
import type { Family } from './protocol.js';

/** A request's members, not yet believed. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A member that must be an integer in a range. Throws bad-request, as all here do. */
export function integer(args: Arguments, name: string, min: number, max: number): number {
  const value = args[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw badRequest(`${name} must be an integer from ${min} to ${max}`);
  }
  return value;
}

/** As `integer`, with what an absent member means. */
export function integerOr(absent: number, args: Arguments, name: string, min: number, max: number): number {
  return args[name] === undefined ? absent : integer(args, name, min, max);
}

/** A member that must be a string of at most `longest` characters. */
export function text(args: Arguments, name: string, longest: number): string {
  const value = args[name];
  if (typeof value !== 'string' || value.length > longest) {
    throw badRequest(`${name} must be a string of at most ${longest} characters`);
  }
  return value;
}

/** A member that must be base64 of at most `longest` characters, as its octets. */
export function base64(args: Arguments, name: string, longest: number): Buffer {
  const value = text(args, name, longest);
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw badRequest(`${name} must be base64`);
  return Buffer.from(value, 'base64');
}

/** A member that may be absent. */
export function optionalText(args: Arguments, name: string, longest: number): string | undefined {
  return args[name] === undefined ? undefined : text(args, name, longest);
}

/** A boolean member; absent is false. */
export function flag(args: Arguments, name: string): boolean {
  const value = args[name] ?? false;
  if (typeof value !== 'boolean') throw badRequest(`${name} must be true or false`);
  return value;
}

/** A member that must be one of some words. */
export function word<W extends string>(args: Arguments, name: string, words: readonly W[]): W {
  const found = words.find((candidate) => candidate === args[name]);
  if (found === undefined) throw badRequest(`${name} must be one of ${words.join(', ')}`);
  return found;
}

/** 4 or 6. */
export function family(args: Arguments): Family {
  if (args.family === 4 || args.family === 6) return args.family;
  throw badRequest('family must be 4 or 6');
}

/** A member that must be a list of at most `most` strings, none longer than `longest`. */
export function texts(args: Arguments, name: string, most: number, longest: number): string[] {
  return list(args, name, most).map((value) => text({ [name]: value }, name, longest));
}

/** A member that must be a list of at most `most` entries. */
export function list(args: Arguments, name: string, most: number): readonly unknown[] {
  const value = args[name];
  if (!Array.isArray(value) || value.length > most) {
    throw badRequest(`${name} must be a list of at most ${most}`);
  }
  return value;
}

/** A value that must be a JSON object. */
export function object(value: unknown, name: string): Arguments {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${name} must be an object`);
  return value as Arguments;
}
