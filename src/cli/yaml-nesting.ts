import { type CST, Parser } from 'yaml';

/**
 * Whether the collections of a YAML text are nested deeper than so many levels. To be asked before the text is composed:
 * that recurses, and V8 ends the process when a regular expression is compiled where the stack has run out.
 */
export function nestsDeeper(text: string, levels: number): boolean {
  const left: Level[] = [];
  for (const token of new Parser().parse(text)) left.push({ token, depth: 0 });
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.depth > levels) return true;
    for (const token of inside(next.token)) left.push({ token, depth: next.depth + 1 });
  }
  return false;
}

interface Level {
  readonly token: CST.Token;
  readonly depth: number;
}

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((each) => each !== undefined && each !== null));
}
