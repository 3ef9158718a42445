import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ReportError } from '../report-error.js';

/** What a page has in it beside its content. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  /** A Content-Security-Policy that allows this style and this script, and nothing else: no network, no other script. */
  readonly policy: string;
}

/**
 * The style and the script of a page, `NAME` of browser/page-NAME.css and browser/page-NAME.tsx, as the build bundled them.
 * @throws ReportError when they have not been built.
 */
export async function assets(name: string): Promise<Assets> {
  const [style, script] = await Promise.all([bundled(`page-${name}.css`), bundled(`page-${name}.js`)]);
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { style, script, policy };
}

async function bundled(file: string): Promise<string> {
  const path = new URL(`../../../browser/${file}`, import.meta.url);
  try {
    // What ends the element it stands in would end it here too; bundles have it escaped.
    return (await readFile(path, 'utf8')).trim().replace(/<\/(script|style)/gi, '<\\/$1');
  } catch (error) {
    throw new ReportError(`The pages of the report are not compiled (dist/browser/${file}). Run: npm run build`, {
      cause: error,
    });
  }
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
