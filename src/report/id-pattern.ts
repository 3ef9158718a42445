/** Whether a name in a list of cases is a pattern: `*` stands for anything within a path element, `**` across them. */
export function isPattern(id: string): boolean {
  return id.includes('*');
}

/** Whether a name in a list of cases means a case: the case's own id, or a pattern that it matches as a whole. */
export function meansCase(listed: string, id: string): boolean {
  if (!isPattern(listed)) return listed === id;
  const source = listed
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(id);
}
