import type { ComponentChildren } from 'preact';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';

export interface Tab<Name extends string> {
  name: Name;
  label: string;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** Parts of which one is shown; the arrow keys lead from one to the next, as in every list of tabs. */
export function Tabs<Name extends string>({
  id,
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: {
  id: string;
  label: string;
  tabs: readonly Tab<Name>[];
  chosen: Name;
  onChoose: (name: Name) => void;
  children?: ComponentChildren;
}) {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (tabs.findIndex(({ name }) => name === chosen) + step + tabs.length) % tabs.length;
    onChoose(tabs[next]!.name);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  }
  return html`
    <div class="tabs" role="tablist" aria-label=${label} ref=${list} onKeyDown=${onKeyDown}>
      ${tabs.map(
        ({ name, label }) => html`
        <button key=${name} type="button" role="tab" id=${`${id}-${name}-tab`} data-tab=${name} aria-selected=${name === chosen} aria-controls=${`${id}-panel`}
          tabindex=${name === chosen ? 0 : -1} onClick=${() => onChoose(name)}>${label}</button>`,
      )}
    </div>
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${chosen}-tab`} class="tab-panel">${children}</div>`;
}
