import type { Assets } from './assets.js';

/** What a page is made of. `body` is HTML; `title` is text. */
export interface Page {
  readonly title: string;
  readonly assets: Assets;
  readonly body: string;
  /** Data for the page's script, as `dataElement` makes it. */
  readonly data: string;
}

/** A whole HTML document that needs nothing beside itself. */
export function page({ title, assets, body, data }: Page): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${assets.policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="generator" content="tcpspec">',
    `<title>${escaped(title)}</title>`,
    `<style>${assets.style}</style>`,
    '</head>',
    `<body>${body}`,
    data,
    `<script type="module">${assets.script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
