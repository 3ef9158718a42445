import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../suites', import.meta.url));

/** The files of the case suites, sections in the order of their numbers, sanity first. */
export function suiteFiles(): string[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.js$/.test(file),
  );
  const inOrder = new Intl.Collator('en', { numeric: true }).compare;
  const depth = (file: string) => file.split('/').length;
  return files.sort((a, b) => depth(a) - depth(b) || inOrder(a, b)).map((file) => join(FOLDER, file));
}
