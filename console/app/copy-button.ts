import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { useAnnounce } from './announcer.ts';
import { useText } from './language.ts';

/** Puts a text into the clipboard and says so; where the browser refuses, the text beside it can still be selected. */
export function CopyButton({ text, about }: { text: string; about: string }) {
  const { t } = useText();
  const announce = useAnnounce();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none');

  async function copy(): Promise<void> {
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setOutcome(copied ? 'copied' : 'refused');
    announce(copied ? t.copied : t.notCopied);
  }
  const words = { none: t.copy, copied: t.copied, refused: t.notCopied };
  return html`<button type="button" class="button button-quiet button-small copy" data-action="copy" onClick=${copy}>${words[outcome]}<span class="visually-hidden">: ${about}</span></button>`;
}
