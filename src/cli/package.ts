import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
const { name, version } = JSON.parse(text) as { name: string; version: string };

/** This tool's name and version. */
export const PACKAGE: { readonly name: string; readonly version: string } = { name, version };
