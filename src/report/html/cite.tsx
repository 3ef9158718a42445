/** A passage of an RFC, with a link to it at the RFC Editor: nothing is fetched unless someone follows it. */
export function Cite({ text }: { text: string }) {
  const match = /^RFC ?(?<number>\d+)(?: (?<section>\d+(?:\.\d+)*))?/.exec(text);
  if (!match?.groups) return <span>{text}</span>;
  const { number, section } = match.groups;
  const href = `https://www.rfc-editor.org/rfc/rfc${number}${section ? `#section-${section}` : ''}`;
  return (
    <a href={href} rel="noreferrer">
      {text}
    </a>
  );
}
