import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { shortDay } from './format.ts';
import { useText } from './language.ts';
import type { Mandate } from './model.ts';
import type { Principal } from './session.ts';

/** Switches to acting for somebody, or back to oneself with null. @throws Error with the sentence of who refused */
export type ActFor = (principal: Principal | null) => Promise<void>;

/** Above everything while one acts for somebody else: for whom, by what right, and the way back. */
export function ActingBanner({ name, mandate, actFor }: { name: string; mandate: Mandate | null; actFor: ActFor }) {
  const { t, language } = useText();
  const right = mandate && [t.mandateBases[mandate.basis] ?? mandate.basis, mandate.validTo && `${t.until} ${shortDay(mandate.validTo, language)}`];
  return html`
    <section class="acting" aria-label=${t.actingFor}>
      <p>${t.actingFor}: <strong>${name}</strong>${right && html`<span class="muted">${right.filter(Boolean).join(' ')}</span>`}</p>
      <${SwitchButton} label=${t.actForSelf} kind="button-main" onSwitch=${() => actFor(null)} />
    </section>`;
}

/** One press, one switch; who is refused learns why beside the button. */
export function SwitchButton({
  label,
  about = null,
  isAboutShown = false,
  kind,
  onSwitch,
}: {
  label: string;
  /** The name that tells this button from its neighbours, for who cannot see them. */
  about?: string | null;
  isAboutShown?: boolean;
  kind: string;
  onSwitch: () => Promise<void>;
}) {
  const { t } = useText();
  const [switching, setSwitching] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function press(): Promise<void> {
    if (switching) return;
    setSwitching(true);
    setRefusal(null);
    try {
      await onSwitch();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      setSwitching(false);
    }
  }
  return html`
    <button type="button" class=${`button ${isAboutShown ? '' : 'button-small'} ${kind}`} data-act-for=${about ?? ''} aria-disabled=${switching} onClick=${press}>
      ${label}${about && html`<span class=${isAboutShown ? '' : 'visually-hidden'}>: ${about}</span>`}
    </button>
    ${refusal && html`<p class="problem full" role="alert">${t.switchFailed} ${refusal}</p>`}`;
}
