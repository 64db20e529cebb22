import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { SwitchButton, type ActFor } from './acting-for.ts';
import type { Arrival } from './dashboard-state.ts';
import { useText } from './language.ts';
import { nameOf } from './identity-name.ts';
import { makeChange, type Change } from './sandbox.ts';
import type { Session } from './session.ts';

/** Invented residents who may become mothers; the register itself would refuse the others. */
const MOTHERS = ['anna', 'petra', 'olena'];

/** Who has signed a mandate for whom in the sandbox; the API does not list the mandates one holds. */
const MANDATES: Record<string, string> = { martins: 'janis' };

const PLACES = ['0001000', '0002000', '0005000'];

/** What follows from a change is found within seconds; after this long nothing more is to be expected. */
const NOTHING_FOLLOWS_AFTER_MS = 6_000;

interface Progress {
  step: 'sending' | 'done' | 'failed';
  text: string;
  doneAt: number;
}

/** Makes something happen in the registers, and says how soon the hub had found what follows from it. */
export function SandboxPanel({
  session: { identity, actingFor = null },
  municipality,
  arrivals,
  onChanged,
  actFor,
}: {
  session: Session;
  municipality: string | null;
  arrivals: Arrival[];
  onChanged: () => void;
  actFor: ActFor;
}) {
  const { t } = useText();
  const [progress, setProgress] = useState<Progress | null>(null);
  const principal = actingFor ? null : MANDATES[identity.as];
  const sending = progress?.step === 'sending';

  async function change(wanted: Change, done: string): Promise<void> {
    if (sending) return;
    setProgress({ step: 'sending', text: t.changing, doneAt: 0 });
    // Counted from when the register is asked: the hub may notice before the answer is back.
    const startedAt = performance.now();
    try {
      await makeChange(wanted);
      setProgress({ step: 'done', text: done, doneAt: startedAt });
      onChanged();
    } catch (error) {
      setProgress({ step: 'failed', text: t.changeFailed(error instanceof Error ? error.message : String(error)), doneAt: 0 });
    }
  }

  return html`
    <section class="sandbox" aria-labelledby="sandbox-title">
      <div class="sandbox-words">
        <h2 id="sandbox-title">${t.sandbox}</h2>
        <p>${t.sandboxLead}</p>
      </div>
      <div class="sandbox-buttons">
        ${
          !actingFor &&
          MOTHERS.includes(identity.as) &&
          html`
          <button type="button" class="button button-sandbox" aria-disabled=${sending} data-change="birth"
            onClick=${() => change({ kind: 'birth', mother: identity.as }, t.birthDone)}>${t.birth}</button>`
        }
        ${PLACES.filter((code) => code !== municipality).map(
          (code) => html`
          <button key=${code} type="button" class="button button-sandbox" aria-disabled=${sending} data-change=${`move-${code}`}
            onClick=${() => change({ kind: 'move', person: actingFor?.id ?? identity.as, municipality: code }, t.moveDone[code]!)}>${t.move[code]}</button>`,
        )}
        ${
          principal &&
          html`<${SwitchButton} label=${t.actByMandate} about=${nameOf({ as: principal, role: 'resident' }, t)} isAboutShown=${true} kind="button-sandbox"
            onSwitch=${() => actFor({ id: principal, name: nameOf({ as: principal, role: 'resident' }, t) })} />`
        }
      </div>
      <div class="sandbox-result" role="status">
        ${progress && html`<p class=${progress.step}>${progress.text} ${progress.step === 'done' && html`<${Consequence} since=${progress.doneAt} arrivals=${arrivals} />`}</p>`}
      </div>
    </section>`;
}

function Consequence({ since, arrivals }: { since: number; arrivals: Arrival[] }) {
  const { t, language } = useText();
  const after = arrivals.filter(({ at }) => at >= since);
  const first = after[0];
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(() => setOver(true), NOTHING_FOLLOWS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [since]);
  if (!first) return html`<span>${isOver ? t.nothingFollows : t.waitingForHub}</span>`;
  const seconds = ((first.at - since) / 1000).toLocaleString(language === 'en' ? 'en-IE' : 'lv-LV', {
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
  });
  return html`<strong>${t.arrivedAfter(after.length, seconds)}</strong>`;
}
