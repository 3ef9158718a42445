/** Text to be taken along, with a button that copies it. */
export function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <div class="copyable">
      <pre>{text}</pre>
      <button type="button" class="copy" data-copy aria-label={`Copy ${label}`}>
        copy
      </button>
    </div>
  );
}
