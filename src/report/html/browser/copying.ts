/** Has each copy button copy the text before it, and say so for a moment. */
export function copying(): void {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    const text = button?.parentElement?.querySelector('pre');
    if (!button || !text) return;
    const before = button.textContent;
    button.textContent = (await copied(text)) ? 'copied' : 'selected';
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  });
}

// From a disk some browsers give no clipboard: then the text is selected, and Ctrl-C takes it.
async function copied(element: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
